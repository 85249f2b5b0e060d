#include "exporter/diagnosis/reader_rank.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "core/schema/schema.h"

namespace mtxmon {
namespace {

struct Place {
  bool is_reader;
  ReaderRank rank;
  std::size_t index;
};

}  // namespace

ReaderRank reader_rank(const Connection& reader) {
  ReaderRank rank;
  for (const Reason& reason : reader.reasons) {
    if (reason.ended) continue;
    rank.severity = std::max(rank.severity, static_cast<int>(reason.severity));
    if (reason.code != ReasonCode::ReaderSlow) continue;
    for (const auto& [name, number] : reason.numbers) {
      if (name == "discarded") rank.discarded_count = number;
    }
  }
  if (reader.resource == nullptr) return rank;
  for (const char* key : {"discarded_ratio", "reported_loss_ratio", "dropped_ratio"}) {
    const std::size_t row = reader.resource->row_of_key(key, Side::Reader);
    rank.missing_ratio += reader.figure(*reader.resource, row).value_or(0);
  }
  return rank;
}

void sort_worst_first(std::vector<const Connection*>& readers) {
  std::vector<std::pair<ReaderRank, const Connection*>> ranked;
  ranked.reserve(readers.size());
  for (const Connection* reader : readers) ranked.emplace_back(reader_rank(*reader), reader);
  std::ranges::stable_sort(ranked, [](const auto& a, const auto& b) { return a.first > b.first; });
  std::ranges::transform(ranked, readers.begin(), [](const auto& one) { return one.second; });
}

void rank_connections(std::vector<Connection>& connections) {
  std::vector<Place> places;
  places.reserve(connections.size());
  for (std::size_t i = 0; i < connections.size(); ++i) {
    const bool is_reader = connections[i].role == Role::Reader;
    places.push_back({is_reader, is_reader ? reader_rank(connections[i]) : ReaderRank{}, i});
  }
  std::ranges::sort(places, [&](const Place& a, const Place& b) {
    if (a.is_reader != b.is_reader) return b.is_reader;
    if (a.rank != b.rank) return a.rank > b.rank;
    const Connection& one = connections[a.index];
    const Connection& other = connections[b.index];
    return std::tie(one.created, one.id) < std::tie(other.created, other.id);
  });
  std::vector<Connection> ranked;
  ranked.reserve(connections.size());
  for (const Place& place : places) ranked.push_back(std::move(connections[place.index]));
  connections = std::move(ranked);
}

std::string reader_label(const Connection& reader) {
  return reader.remote_addr.empty() ? reader.protocol : reader.protocol + " " + reader.remote_addr;
}

}  // namespace mtxmon
