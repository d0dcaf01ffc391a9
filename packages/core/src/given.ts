/** Keys that are left out. They are not the same as keys that are undefined: JSON, hashes and `in` tell them apart. */

type Given<Group> = {
  [Key in keyof Group as undefined extends Group[Key] ? never : Key]: Group[Key];
} & {
  [Key in keyof Group as undefined extends Group[Key] ? Key : never]?: Exclude<Group[Key], undefined>;
};

/** A group without its keys that are undefined; the others keep their order. */
export const given = <Group extends object>(group: Group): Given<Group> =>
  Object.fromEntries(Object.entries(group).filter(([, value]) => value !== undefined)) as Given<Group>;
