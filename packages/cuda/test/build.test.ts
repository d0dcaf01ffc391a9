/** The compiler, and the changes to the sources. check-tensorflow makes them to the package itself. */
import { execaSync } from 'execa';
import { describe, expect, it } from 'vitest';
import { compile, findCompiler } from '../src/build/compiler.ts';
import { patchSource } from '../src/build/patchSources.ts';
import { temporaryFolder } from '../../machine/test/support/temporaryFolder.ts';

const signal = new AbortController().signal;
const { CXX: _, ...env } = process.env;
const hasCompiler = !execaSync('g++', ['--version'], { reject: false }).failed;

describe('the compiler', () => {
  it('that is missing is told with how to get one', async () => {
    await expect(findCompiler({ env: { PATH: temporaryFolder() }, signal })).rejects.toThrow(
      /^expected a C\+\+ compiler, found none: install g\+\+ \(on Debian and Ubuntu: apt install g\+\+;/,
    );
    await expect(findCompiler({ env: { ...env, CXX: '/no/such' }, signal })).rejects.toThrow(
      'found that CXX=/no/such is none',
    );
  });

  it.skipIf(!hasCompiler)('is found, and what it says is told where it fails', async () => {
    const compiler = await findCompiler({ env, signal });
    expect(compiler).toMatchObject({ program: 'g++', version: expect.stringMatching(/\d+\.\d+/) });
    await expect(compile(compiler, ['/no/such.cc'], { env, signal })).rejects.toThrow(
      /^g\+\+: .*no\/such\.cc/,
    );
  });
});

/** The parts of tfjs_backend.cc that are changed. */
const SOURCE = `#include <set>
#include "napi_auto_ref.h"
#include "tensorflow/c/eager/c_api.h"

// Used to hold strings beyond the lifetime of a JS call.
static std::set<std::string> ATTR_NAME_SET;

// Callback to cleanup extra reference count for shared V8/TF tensor memory:
static void DeallocTensor(void *data, size_t len, void *arg) {
  NapiAutoRef *auto_ref = static_cast<NapiAutoRef *>(arg);
  if (!auto_ref) {
#if DEBUG
    fprintf(stderr, "Invalid NapiAutoRef reference passed to V8 cleanup\\n");
#endif
    return;
  }
  if (auto_ref->Cleanup() != napi_ok) {
#if DEBUG
    fprintf(stderr, "Exception cleaning up napi_ref instance\\n");
#endif
  }
  delete auto_ref;
}

// Creates a TFE_TensorHandle from a JS typed array.
  // Sharing V8 memory with the underlying TensorFlow tensor requires adding an
  // additional refcount. When the Tensor is deleted, the refcount will be
  // reduced in the callback helper.
  NapiAutoRef *auto_ref = new NapiAutoRef();
  nstatus = auto_ref->Init(env, array_value);
  if (nstatus != napi_ok) {
    delete auto_ref;
  }
  ENSURE_NAPI_OK_RETVAL(env, nstatus, nullptr);

  TF_AutoTensor tensor(TF_NewTensor(dtype, shape, shape_length, array_data,
                                    byte_size, DeallocTensor, auto_ref));

  if (TF_GetCode(tf_status.status) != TF_OK) {
    delete auto_ref;
    TFE_DeleteTensorHandle(tfe_tensor_handle);
  }
`;

describe('the sources', () => {
  it('have names of attributes per thread, and tensors with memory of their own', () => {
    expect(patchSource(SOURCE)).toBe(`#include <set>
#include "tensorflow/c/eager/c_api.h"

// Used to hold strings beyond the lifetime of a JS call.
static thread_local std::set<std::string> ATTR_NAME_SET;

// Creates a TFE_TensorHandle from a JS typed array.
  TF_AutoTensor tensor(TF_AllocateTensor(dtype, shape, shape_length, byte_size));
  if (byte_size > 0) memcpy(TF_TensorData(tensor.tensor), array_data, byte_size);

  if (TF_GetCode(tf_status.status) != TF_OK) {
    TFE_DeleteTensorHandle(tfe_tensor_handle);
  }
`);
  });

  it.each([
    [
      'lack a text',
      SOURCE.replace('static std::set<std::string> ATTR', 'static std::vector<std::string> ATTR'),
      "'static std::set<std::string> ATTR_NAME_SET;' is there 0 times",
    ],
    ['have one twice', SOURCE + SOURCE, 'is there 2 times'],
    ['have been changed already', patchSource(SOURCE), 'is there 0 times'],
  ])('that %s are refused', (_, source, message) => {
    expect(() => patchSource(source)).toThrow(message);
    expect(() => patchSource(source)).toThrow(
      'expected the sources of @tensorflow/tfjs-node-gpu 4.22.0, found others',
    );
  });
});
