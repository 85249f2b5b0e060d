#include "exporter/stream_sums.h"

#include <algorithm>

#include "exporter/sample_window.h"

namespace mtxmon {
namespace {

void combine(Number& sum, const Number& part, Aggregate aggregate) {
  if (!part.present()) return;
  if (!sum.present()) {
    sum = part;
    return;
  }
  const double a = *sum.real();
  const double b = *part.real();
  switch (aggregate) {
    case Aggregate::Sum:
      sum = a + b;
      break;
    case Aggregate::Max:
      sum = std::max(a, b);
      break;
    case Aggregate::Min:
      sum = std::min(a, b);
      break;
  }
}

ResourceTotals& totals_of(std::vector<ResourceTotals>& all, const Resource& resource) {
  const auto found = std::ranges::find(all, &resource, &ResourceTotals::resource);
  return found != all.end() ? *found : all.emplace_back(ResourceTotals{&resource, {}, {}});
}

FieldValues& values_of(ResourceTotals& totals, Role role) {
  FieldValues& values = role == Role::Publisher ? totals.publish : totals.read;
  values.resize(totals.resource->fields.size());
  return values;
}

}  // namespace

void StreamSums::add(const Connection* before, const Connection& now, bool whole) {
  const Resource& resource = *now.resource;
  FieldValues& sum = values_of(totals_of(sums_[now.stream], resource), now.role);
  for (std::size_t row = 0; row < now.values.size(); ++row) {
    const Field& field = resource.fields[row];
    if (field.kind != Kind::Counter || !concerns(field.side, now.role) ||
        !now.values[row].present())
      continue;
    const std::uint64_t value = now.values[row].integer();
    std::uint64_t growth = 0;
    if (before != nullptr && before->values[row].present()) {
      growth = counter_delta(before->values[row].integer(), value);
    } else if (before == nullptr && whole) {
      growth = value;
    }
    sum[row] = sum[row].integer() + growth;
  }
}

void StreamSums::forget_if(const std::function<bool(const std::string& path)>& forgotten) {
  std::erase_if(sums_, [&](const auto& entry) { return forgotten(entry.first); });
}

void StreamSums::forget_gauges() {
  const auto forget = [](const Resource& resource, FieldValues& values) {
    for (std::size_t row = 0; row < values.size(); ++row) {
      if (resource.fields[row].kind != Kind::Counter) values[row] = Number();
    }
  };
  for (auto& [path, tables] : sums_) {
    for (ResourceTotals& table : tables) {
      forget(*table.resource, table.publish);
      forget(*table.resource, table.read);
    }
  }
}

void StreamSums::add_gauges(const Connection& connection) {
  const Resource& resource = *connection.resource;
  FieldValues& values = values_of(totals_of(sums_[connection.stream], resource), connection.role);
  for (std::size_t row = 0; row < connection.values.size(); ++row) {
    const Field& field = resource.fields[row];
    if (field.kind != Kind::Counter && concerns(field.side, connection.role))
      combine(values[row], connection.values[row], field.aggregate);
  }
}

const std::vector<ResourceTotals>& StreamSums::of(const std::string& path) const {
  static const std::vector<ResourceTotals> kNone;
  const auto found = sums_.find(path);
  return found == sums_.end() ? kNone : found->second;
}

}  // namespace mtxmon
