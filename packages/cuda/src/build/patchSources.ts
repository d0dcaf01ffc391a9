/**
 * Changes to the C++ sources of @tensorflow/tfjs-node-gpu 4.22.0, which were written for one thread. They are made where the package was
 * unpacked. Each names the text that it expects, so that other sources are refused.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '@ranksweep/core';

interface Change {
  readonly expected: string;
  readonly replacement: string;
}

const FILE = 'tfjs_backend.cc';

const CHANGES: readonly Change[] = [
  // Worker threads insert into it at the same time.
  {
    expected: 'static std::set<std::string> ATTR_NAME_SET;',
    replacement: 'static thread_local std::set<std::string> ATTR_NAME_SET;',
  },
  // Tensors shared the memory of JavaScript's arrays. Whoever let go of one last released the array, and that may be a thread of
  // TensorFlow's, which must not call Node. They have memory of their own now.
  { expected: '#include "napi_auto_ref.h"\n', replacement: '' },
  {
    expected: `// Callback to cleanup extra reference count for shared V8/TF tensor memory:
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

`,
    replacement: '',
  },
  {
    expected: `  // Sharing V8 memory with the underlying TensorFlow tensor requires adding an
  // additional refcount. When the Tensor is deleted, the refcount will be
  // reduced in the callback helper.
  NapiAutoRef *auto_ref = new NapiAutoRef();
  nstatus = auto_ref->Init(env, array_value);
  if (nstatus != napi_ok) {
    delete auto_ref;
  }
  ENSURE_NAPI_OK_RETVAL(env, nstatus, nullptr);

`,
    replacement: '',
  },
  {
    expected: `  TF_AutoTensor tensor(TF_NewTensor(dtype, shape, shape_length, array_data,
                                    byte_size, DeallocTensor, auto_ref));
`,
    replacement: `  TF_AutoTensor tensor(TF_AllocateTensor(dtype, shape, shape_length, byte_size));
  if (byte_size > 0) memcpy(TF_TensorData(tensor.tensor), array_data, byte_size);
`,
  },
  {
    expected: `    delete auto_ref;
    TFE_DeleteTensorHandle(tfe_tensor_handle);
`,
    replacement: '    TFE_DeleteTensorHandle(tfe_tensor_handle);\n',
  },
];

/** @throws InputError if a text is not there exactly once */
export function patchSource(source: string): string {
  return CHANGES.reduce((changed, { expected, replacement }) => {
    const count = changed.split(expected).length - 1;
    if (count !== 1) {
      throw new InputError(
        `${FILE}: expected the sources of @tensorflow/tfjs-node-gpu 4.22.0, found others: ` +
          `'${expected.trim().split('\n')[0]}' is there ${count} times`,
      );
    }
    return changed.replace(expected, () => replacement);
  }, source);
}

/**
 * @param bindingFolder the package's `binding/`
 * @throws InputError if the sources are not the expected ones; they are left as they are then
 */
export function patchSources(bindingFolder: string): void {
  const path = join(bindingFolder, FILE);
  writeFileSync(path, patchSource(readFileSync(path, 'utf8')));
}
