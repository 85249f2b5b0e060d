// JsonText writes compact JSON the way MediaMTX (Go) writes it. Commas come by themselves; the
// caller opens and closes. Keys are our own constants and are not escaped; string values are
// hostile and are: <, > and & as \u003c and so on, bytes that are not UTF-8 as \ufffd. One thread
// at a time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace mtxmon::sim {

class JsonText {
 public:
  void open_object() { begin_value('{'); }
  void open_object(std::string_view key) { begin_value(key, '{'); }
  void close_object() { end('}'); }
  void open_array(std::string_view key) { begin_value(key, '['); }
  void close_array() { end(']'); }

  void text(std::string_view key, std::string_view value);
  void count(std::string_view key, std::uint64_t value);
  void number(std::string_view key, double value);  // shortest form without exponent
  void flag(std::string_view key, bool value);
  void null(std::string_view key);
  void raw(std::string_view key, std::string_view json);
  void text_keyed_count(std::string_view hostile_key, std::uint64_t value);
  void members(std::string_view json);  // ready-made "key":value pairs

  // Elements of an array.
  void text_element(std::string_view value);
  void raw_element(std::string_view json);

  [[nodiscard]] std::string take() && { return std::move(out_); }
  [[nodiscard]] const std::string& view() const { return out_; }

 private:
  void separate();
  void key(std::string_view name);
  void begin_value(char bracket);
  void begin_value(std::string_view name, char bracket);
  void end(char bracket);

  std::string out_;
};

// `value` between quotes, escaped as above.
void append_json_string(std::string& out, std::string_view value);

}  // namespace mtxmon::sim
