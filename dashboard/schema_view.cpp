#include "dashboard/schema_view.h"

#include <string_view>

#include "core/model/json_writer.h"
#include "core/schema/schema.h"

namespace mtxmon {
namespace {

constexpr std::string_view word(Side side) {
  switch (side) {
    case Side::Publisher:
      return "publisher";
    case Side::Reader:
      return "reader";
    case Side::Both:
      break;
  }
  return "both";
}

constexpr std::string_view word(Kind kind) {
  switch (kind) {
    case Kind::Counter:
      return "counter";
    case Kind::Gauge:
      return "gauge";
    case Kind::Constant:
      break;
  }
  return "constant";
}

constexpr std::string_view word(Unit unit) {
  switch (unit) {
    case Unit::Bytes:
      return "bytes";
    case Unit::Seconds:
      return "seconds";
    case Unit::BitsPerSecond:
      return "bits_per_second";
    case Unit::Ratio:
      return "ratio";
    case Unit::Count:
      break;
  }
  return "count";
}

void write_languages(JsonWriter& json, std::string_view key, std::string_view en,
                     std::string_view de) {
  json.key(key).begin_object().member("en", en).member("de", de).end_object();
}

void write_metrics(JsonWriter& json, const Resource& resource, const Field& field) {
  json.key("metrics").begin_array();
  if (!field.metric.empty()) {
    if (field.side != Side::Reader)
      json.value(std::string(resource.publish_prefix).append(field.metric));
    if (field.side != Side::Publisher)
      json.value(std::string(resource.read_prefix).append(field.metric));
  }
  json.end_array();
}

void write_field(JsonWriter& json, const Resource& resource, const Field& field) {
  json.begin_object().member("key", field.key);
  if (!field.native.empty()) json.member("native", field.native);
  write_metrics(json, resource, field);
  json.member("role", word(field.side)).member("kind", word(field.kind));
  json.member("unit", word(field.unit));
  write_languages(json, "label", field.label_en, field.label_de);
  write_languages(json, "help", field.help, field.help_de);
  json.end_object();
}

}  // namespace

std::string schema_json() {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("resources").begin_object();
  for (const Resource* resource : kResources) {
    json.key(resource->name).begin_array();
    for (const Field& field : resource->fields) write_field(json, *resource, field);
    json.end_array();
  }
  json.end_object().end_object();
  return out;
}

}  // namespace mtxmon
