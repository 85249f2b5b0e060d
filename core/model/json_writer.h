// JsonWriter: appends JSON to a string, fast enough for megabytes every two seconds.
//
// Commas and escaping are its business, nesting is the caller's. Strings may be any bytes: control
// characters are escaped, and whatever is not UTF-8 becomes U+FFFD, so that the result is valid
// JSON whatever a path is called.
// `<`, `>` and `&` are escaped as \u00XX: the text is harmless even inside HTML. Not for use by
// several threads at once.
#pragma once

#include <charconv>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/clock.h"

namespace mtxmon {

class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}

  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }

  JsonWriter& key(std::string_view name);

  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(const std::string& text) { return value(std::string_view(text)); }
  JsonWriter& value(bool flag) { return raw(flag ? "true" : "false"); }
  JsonWriter& value(double number);  // shortest exact; null when not finite
  JsonWriter& value(WallTime time);  // RFC 3339
  // To six decimals (microseconds, parts per million): half as long as the shortest exact text.
  JsonWriter& rounded(double number);
  template <std::integral T>
  requires(!std::same_as<T, bool>) JsonWriter& value(T number) {
    char text[24];
    const auto end = std::to_chars(text, text + sizeof text, number).ptr;
    return raw(std::string_view(text, static_cast<std::size_t>(end - text)));
  }
  JsonWriter& null() { return raw("null"); }

  // A value that is JSON already.
  JsonWriter& raw(std::string_view json);

  template <typename T>
  JsonWriter& member(std::string_view name, const T& content) {
    return key(name).value(content);
  }
  // Absent stays absent: nothing is written for an empty optional.
  template <typename T>
  JsonWriter& member(std::string_view name, const std::optional<T>& content) {
    return content ? key(name).value(*content) : *this;
  }

 private:
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  void comma() {
    if (needs_comma_) out_.push_back(',');
  }

  std::string& out_;
  bool needs_comma_ = false;
};

}  // namespace mtxmon
