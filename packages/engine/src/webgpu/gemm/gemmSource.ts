/**
 * WGSL of one matrix product for every loaded member. Sizes are constants of the text, and loops over registers are written out.
 * Every element of C is the chain acc = fma(a_p, b_p, acc) for p ascending from 0, whatever the tile.
 *
 * Letters: o is a row of C for A, and a column of C for B; p runs along the sum. A tile of an operand lies in workgroup memory as
 * vectors of four numbers that are neighbours in the operand's own storage: along p, or along o.
 */
import { lines, range } from '../wgslText.ts';
import { invocationsOf, tileOf, type Product, type Tile } from './tile.ts';

interface Operand {
  readonly name: 'a' | 'b';
  /** m or n. */
  readonly outer: number;
  readonly k: number;
  /** Whether neighbours in storage are neighbours along p. */
  readonly alongSum: boolean;
  /** Of the tile. */
  readonly tileOuter: number;
  readonly threadOuter: number;
  readonly depth: number;
  /** Of the workgroup. */
  readonly invocations: number;
  /** The type of `memory`. */
  readonly element: 'f32' | 'vec4f';
}

/** @param floatsPerMember a multiple of 4, as are all offsets */
export function gemmSource(product: Product, floatsPerMember: number): string {
  const { m, n, k, transposeA = false, transposeB = false } = product;
  const tile = tileOf(product);
  // Rows of C that are whole vectors are written as such. The memory has one type, so the other operands follow.
  const element = n % 4 === 0 ? 'vec4f' : 'f32';
  const common = { k, depth: tile.depth, invocations: invocationsOf(tile), element } as const;
  const [tileA, tileB] = [
    { tileOuter: tile.rows, threadOuter: tile.threadRows },
    { tileOuter: tile.cols, threadOuter: tile.threadCols },
  ];
  const A: Operand = { ...common, ...tileA, name: 'a', outer: m, alongSum: !transposeA };
  const B: Operand = { ...common, ...tileB, name: 'b', outer: n, alongSum: transposeB };
  const steps = Math.ceil(k / tile.depth);
  const threadsAcross = tile.cols / tile.threadCols;
  return /* wgsl */ `
@group(0) @binding(0) var<storage, read_write> memory: array<${element}>;
@group(0) @binding(1) var<storage, read> slotAt: array<u32>;
// Where A, B and C begin in a member's share.
@group(0) @binding(2) var<uniform> offsets: vec4u;
${tileSource(A)}
${tileSource(B)}

@compute @workgroup_size(${common.invocations})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let member = slotAt[group.z] * ${floatsPerMember}u;
  let aBase = member + offsets.x;
  let bBase = member + offsets.y;
  let aFirst = group.y * ${tile.rows}u;
  let bFirst = group.x * ${tile.cols}u;
  let aThread = thread / ${threadsAcross}u;
  let bThread = thread % ${threadsAcross}u;
${lines(vectorsOf(tile), ([i, g]) => `  var c${i}_${g} = vec4f();`)}
${fetches(A, '0u', 'var ')}
${fetches(B, '0u', 'var ')}
  for (var step = 1u; step <= ${steps}u; step++) {
${stores(A)}
${stores(B)}
    workgroupBarrier();
    // Fetched while the products of the numbers before are computed.
    if (step < ${steps}u) {
${fetches(A, `step * ${tile.depth}u`)}
${fetches(B, `step * ${tile.depth}u`)}
    }
    for (var p = 0u; p < ${tile.depth}u; p += 4u) {
${fragments(A)}
${fragments(B)}
${lines(range(4), (q) =>
  lines(
    vectorsOf(tile),
    ([i, g]) => `      c${i}_${g} = fma(vec4f(${number(A, i, q)}), ${fourOf(B, g, q)}, c${i}_${g});`,
  ),
)}
    }
    workgroupBarrier();
  }
${results(product, tile, element)}
}
`;
}

/** The operand's tile in workgroup memory, and a function that fetches four neighbours; those beyond the matrix are 0. */
function tileSource(operand: Operand): string {
  const { name, outer, k, alongSum, tileOuter, depth, element } = operand;
  const [rows, cols] = alongSum ? [outer, k] : [k, outer];
  const [tileRows, tileCols] = alongSum ? [tileOuter, depth] : [depth, tileOuter];
  const beyond = [
    ...(rows % tileRows === 0 ? [] : [`row >= ${rows}u`]),
    ...(cols % tileCols === 0 ? [] : [`col >= ${cols}u`]),
  ];
  return /* wgsl */ `
var<workgroup> ${name}Tile: array<vec4f, ${vectorsOfTile(operand)}>;

fn ${name}Four(base: u32, row: u32, col: u32) -> vec4f {
${beyond.length === 0 ? '' : `  if (${beyond.join(' || ')}) { return vec4f(); }`}
  let at = base + row * ${cols}u + col;
${fourAt(element, cols)}
}`;
}

/** Returns the four numbers from `at` on, where `col` is the first one's column. */
function fourAt(element: 'f32' | 'vec4f', cols: number): string {
  if (element === 'vec4f' && cols % 4 === 0) return '  return memory[at / 4u];';
  const one = (q: number): string =>
    element === 'vec4f' ? `memory[(at + ${q}u) / 4u][(at + ${q}u) % 4u]` : `memory[at + ${q}u]`;
  const rest = lines([1, 2, 3], (q) =>
    cols % 4 === 0 ? `  v[${q}] = ${one(q)};` : `  if (col + ${q}u < ${cols}u) { v[${q}] = ${one(q)}; }`,
  );
  return `  var v = vec4f(${one(0)}, 0.0, 0.0, 0.0);\n${rest}\n  return v;`;
}

/**
 * Where a tile has the vector of this row and place in the row. Rows along the sum move on by one vector after every fourth, since
 * invocations that read at the same time are four rows apart: so they meet different banks of the memory.
 */
const vectorAt = (operand: Operand, row: string, vector: string): string =>
  `${row} * ${vectorsOfRow(operand)}u + ${operand.alongSum ? `${row} / 4u + ` : ''}${vector}`;

const vectorsOfRow = ({ alongSum, tileOuter, depth }: Operand): number => (alongSum ? depth : tileOuter) / 4;

const vectorsOfTile = ({ alongSum, tileOuter, depth }: Operand): number =>
  (tileOuter * depth) / 4 + (alongSum ? tileOuter / 4 : 0);

/** How many vectors of a tile each invocation fetches. */
const share = ({ tileOuter, depth, invocations }: Operand): number => (tileOuter * depth) / 4 / invocations;

/** Which vector of the tile the f-th of an invocation is: its row and its place in the row. */
function placeOf(operand: Operand, f: number): [row: string, vector: string] {
  const vectors = vectorsOfRow(operand);
  const index = `(thread + ${f * operand.invocations}u)`;
  return [`(${index} / ${vectors}u)`, `(${index} % ${vectors}u)`];
}

/** @param from the first p of the tile */
const fetches = (operand: Operand, from: string, declare = ''): string =>
  lines(range(share(operand)), (f) => {
    const { name, alongSum } = operand;
    const [row, vector] = placeOf(operand, f);
    const [rowFrom, colFrom] = alongSum ? [`${name}First`, from] : [from, `${name}First`];
    return `      ${declare}${name}Next${f} = ${name}Four(${name}Base, ${rowFrom} + ${row}, ${colFrom} + 4u * ${vector});`;
  });

const stores = (operand: Operand): string =>
  lines(range(share(operand)), (f) => {
    const { name } = operand;
    return `    ${name}Tile[${vectorAt(operand, ...placeOf(operand, f))}] = ${name}Next${f};`;
  });

/** Copies four p of the tile, from p on, for all o of an invocation. */
function fragments(operand: Operand): string {
  const { name, alongSum, threadOuter } = operand;
  const outer = (i: number): string => `(${outerIndex(operand, i)})`;
  return alongSum
    ? lines(
        range(threadOuter),
        (i) => `      let ${name}${i} = ${name}Tile[${vectorAt(operand, outer(i), 'p / 4u')}];`,
      )
    : lines(range(4), (q) =>
        lines(range(threadOuter / 4), (g) => {
          const at = vectorAt(operand, `(p + ${q}u)`, `${outer(4 * g)} / 4u`);
          return `      let ${name}${q}_${g} = ${name}Tile[${at}];`;
        }),
      );
}

/** The number at the i-th o of an invocation and the q-th of four p. */
const number = ({ name, alongSum }: Operand, i: number, q: number): string =>
  alongSum ? `${name}${i}[${q}]` : `${name}${q}_${Math.floor(i / 4)}[${i % 4}]`;

/** The numbers at four neighbouring o. */
const fourOf = (operand: Operand, g: number, q: number): string =>
  operand.alongSum
    ? `vec4f(${range(4)
        .map((d) => number(operand, 4 * g + d, q))
        .join(', ')})`
    : `${operand.name}${q}_${g}`;

/** The i-th o of an invocation within the tile. Each takes vectors of four. */
const outerIndex = (
  { name, tileOuter, threadOuter }: Pick<Operand, 'name' | 'tileOuter' | 'threadOuter'>,
  i: number,
): string => `4u * ${name}Thread + ${(tileOuter / threadOuter) * 4 * Math.floor(i / 4) + (i % 4)}u`;

/** Writes what an invocation has computed. */
function results({ m, n, accumulate = false }: Product, tile: Tile, element: 'f32' | 'vec4f'): string {
  const write = (place: string, value: string): string =>
    `memory[${place}] = ${accumulate ? `memory[${place}] + ` : ''}${value};`;
  const writeIf = (condition: string | undefined, statement: string): string =>
    condition === undefined ? statement : `if (${condition}) { ${statement} }`;
  const rows = lines(range(tile.threadRows), (i) => {
    const row = outerIndex({ name: 'a', tileOuter: tile.rows, threadOuter: tile.threadRows }, i);
    const columns = lines(range(tile.threadCols / 4), (g) => {
      const col = outerIndex({ name: 'b', tileOuter: tile.cols, threadOuter: tile.threadCols }, 4 * g);
      const inside = (d: number): string | undefined =>
        n % tile.cols === 0 ? undefined : `col + ${d}u < ${n}u`;
      const writes =
        element === 'vec4f'
          ? writeIf(inside(0), write('(to + col) / 4u', `c${i}_${g}`))
          : range(4)
              .map((d) => writeIf(inside(d), write(`to + col + ${d}u`, `c${i}_${g}[${d}]`)))
              .join('\n    ');
      return `    col = bFirst + ${col};\n    ${writes}`;
    });
    return `  row = aFirst + ${row};\n  ${m % tile.rows === 0 ? '' : `if (row < ${m}u) `}{\n    let to = cBase + row * ${n}u;\n${columns}\n  }`;
  });
  return `  let cBase = member + offsets.z;\n  var row = 0u;\n  var col = 0u;\n${rows}`;
}

/** The vectors of four elements of C that an invocation computes: row, and group of columns. */
const vectorsOf = ({ threadRows, threadCols }: Tile): (readonly [i: number, g: number])[] =>
  range(threadRows).flatMap((i) => range(threadCols / 4).map((g) => [i, g] as const));
