#include "tests/simulator/json_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>

namespace mtxmon::sim {
namespace {

// The length of the valid UTF-8 sequence at the start of `text`, 0 if there is none.
std::size_t sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  std::size_t length = 0;
  std::uint32_t point = 0;
  if (first < 0x80U) return 1;
  if ((first & 0xE0U) == 0xC0U) {
    length = 2;
    point = first & 0x1FU;
  } else if ((first & 0xF0U) == 0xE0U) {
    length = 3;
    point = first & 0x0FU;
  } else if ((first & 0xF8U) == 0xF0U) {
    length = 4;
    point = first & 0x07U;
  } else {
    return 0;
  }
  if (text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return 0;
    point = (point << 6U) | (byte(i) & 0x3FU);
  }
  constexpr std::array<std::uint32_t, 5> kSmallest = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = point >= 0xD800 && point <= 0xDFFF;
  return point < kSmallest[length] || point > 0x10FFFF || surrogate ? 0 : length;
}

void append_escaped_ascii(std::string& out, char c) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  const auto code = static_cast<unsigned char>(c);
  if (c == '"' || c == '\\') {
    (out += '\\') += c;
  } else if (c == '\n') {
    out += "\\n";
  } else if (c == '\r') {
    out += "\\r";
  } else if (c == '\t') {
    out += "\\t";
  } else if (code < 0x20U || c == '<' || c == '>' || c == '&') {
    out += "\\u00";
    (out += kDigits[code >> 4U]) += kDigits[code & 0xFU];
  } else {
    out += c;
  }
}

// Goes out as it is: nearly everything.
bool is_plain(char c) {
  return c >= 0x20 && c < 0x7F && c != '"' && c != '\\' && c != '<' && c != '>' && c != '&';
}

}  // namespace

void append_json_string(std::string& out, std::string_view value) {
  out += '"';
  while (!value.empty()) {
    const auto special = std::find_if_not(value.begin(), value.end(), is_plain);
    out.append(value.begin(), special);
    value.remove_prefix(static_cast<std::size_t>(special - value.begin()));
    if (value.empty()) break;
    const std::size_t length = sequence_length(value);
    if (length == 1) {
      append_escaped_ascii(out, value.front());
    } else if (length == 0) {
      out += "\\ufffd";
    } else {
      out += value.substr(0, length);
    }
    value.remove_prefix(length == 0 ? 1 : length);
  }
  out += '"';
}

void JsonText::separate() {
  if (!out_.empty() && out_.back() != '{' && out_.back() != '[' && out_.back() != ':') out_ += ',';
}

void JsonText::key(std::string_view name) {
  separate();
  out_ += '"';
  out_ += name;
  out_ += "\":";
}

void JsonText::begin_value(char bracket) {
  separate();
  out_ += bracket;
}

void JsonText::begin_value(std::string_view name, char bracket) {
  key(name);
  out_ += bracket;
}

void JsonText::end(char bracket) { out_ += bracket; }

void JsonText::text(std::string_view name, std::string_view value) {
  key(name);
  append_json_string(out_, value);
}

void JsonText::count(std::string_view name, std::uint64_t value) {
  key(name);
  std::array<char, 24> digits{};
  const auto result = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  out_.append(digits.data(), result.ptr);
}

void JsonText::number(std::string_view name, double value) {
  key(name);
  std::array<char, 400>
      digits;  // NOLINT(cppcoreguidelines-pro-type-member-init): to_chars fills it
  const auto result =
      std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed);
  out_.append(digits.data(), result.ptr);
}

void JsonText::flag(std::string_view name, bool value) { raw(name, value ? "true" : "false"); }

void JsonText::null(std::string_view name) { raw(name, "null"); }

void JsonText::raw(std::string_view name, std::string_view json) {
  key(name);
  out_ += json;
}

void JsonText::text_keyed_count(std::string_view hostile_key, std::uint64_t value) {
  separate();
  append_json_string(out_, hostile_key);
  out_ += ':' + std::to_string(value);
}

void JsonText::members(std::string_view json) {
  separate();
  out_ += json;
}

void JsonText::text_element(std::string_view value) {
  separate();
  append_json_string(out_, value);
}

void JsonText::raw_element(std::string_view json) {
  separate();
  out_ += json;
}

}  // namespace mtxmon::sim
