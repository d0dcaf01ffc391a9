// What native libraries share with the whole process: the environment that they read, of which `process.env` is a copy in a worker
// thread, and the standard error that they write to.
#include <cstdlib>
#include <mutex>
#include <string>

#include <fcntl.h>
#include <node_api.h>
#include <unistd.h>

namespace {

std::string StringOf(napi_env env, napi_value value) {
  size_t length = 0;
  napi_get_value_string_utf8(env, value, nullptr, 0, &length);
  std::string text(length, '\0');
  napi_get_value_string_utf8(env, value, text.data(), length + 1, &length);
  return text;
}

// set(name, value): does nothing where the variable has that value. Other threads may be reading the environment.
napi_value Set(napi_env env, napi_callback_info info) {
  size_t argc = 2;
  napi_value args[2];
  napi_get_cb_info(env, info, &argc, args, nullptr, nullptr);
  const std::string name = StringOf(env, args[0]);
  const std::string value = StringOf(env, args[1]);
  const char *current = std::getenv(name.c_str());
  if (current == nullptr || value != current) setenv(name.c_str(), value.c_str(), 1);
  return nullptr;
}

// get(name): the variable's value, or undefined.
napi_value Get(napi_env env, napi_callback_info info) {
  size_t argc = 1;
  napi_value args[1];
  napi_get_cb_info(env, info, &argc, args, nullptr, nullptr);
  const char *current = std::getenv(StringOf(env, args[0]).c_str());
  napi_value result = nullptr;
  if (current != nullptr) napi_create_string_utf8(env, current, NAPI_AUTO_LENGTH, &result);
  return result;
}

// withoutStderr(f): what f returns or throws; what is written to the process's standard error meanwhile is lost. One thread at a time.
napi_value WithoutStderr(napi_env env, napi_callback_info info) {
  static std::mutex mutex;
  const std::lock_guard<std::mutex> guard(mutex);
  size_t argc = 1;
  napi_value function;
  napi_value self;
  napi_get_cb_info(env, info, &argc, &function, &self, nullptr);
  const int kept = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0);
  const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (kept != -1 && nowhere != -1) dup2(nowhere, STDERR_FILENO);
  napi_value result = nullptr;
  napi_call_function(env, self, function, 0, nullptr, &result);
  if (kept != -1 && nowhere != -1) dup2(kept, STDERR_FILENO);
  if (kept != -1) close(kept);
  if (nowhere != -1) close(nowhere);
  return result;
}

napi_value Init(napi_env env, napi_value exports) {
  napi_value set;
  napi_value get;
  napi_value without_stderr;
  napi_create_function(env, "set", NAPI_AUTO_LENGTH, Set, nullptr, &set);
  napi_create_function(env, "get", NAPI_AUTO_LENGTH, Get, nullptr, &get);
  napi_create_function(env, "withoutStderr", NAPI_AUTO_LENGTH, WithoutStderr, nullptr, &without_stderr);
  napi_set_named_property(env, exports, "withoutStderr", without_stderr);
  napi_set_named_property(env, exports, "set", set);
  napi_set_named_property(env, exports, "get", get);
  return exports;
}

}  // namespace

NAPI_MODULE(process, Init)
