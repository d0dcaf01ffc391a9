// Changes the environment that native libraries read. In a worker thread, `process.env` is a copy of it that they do not see.
#include <cstdlib>
#include <string>

#include <node_api.h>

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

napi_value Init(napi_env env, napi_value exports) {
  napi_value set;
  napi_value get;
  napi_create_function(env, "set", NAPI_AUTO_LENGTH, Set, nullptr, &set);
  napi_create_function(env, "get", NAPI_AUTO_LENGTH, Get, nullptr, &get);
  napi_set_named_property(env, exports, "set", set);
  napi_set_named_property(env, exports, "get", get);
  return exports;
}

}  // namespace

NAPI_MODULE(environment, Init)
