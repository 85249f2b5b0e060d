#include "exporter/diagnosis/reader_rank.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

#include "core/schema/schema.h"

namespace mtxmon {
namespace {

struct Place {
  bool is_reader;
  ReaderRank rank;
  std::optional<WallTime> created;
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
  const Resource& table = *reader.resource;
  const auto add = [&](std::size_t row) {
    rank.missing_ratio += reader.figure(table, row).value_or(0);
  };
  if (&table == &kSrt) {
    add(srt_key("dropped_ratio", Side::Reader));
  } else {
    add(rtp_key("discarded_ratio", Side::Reader).in(table));
    add(rtp_key("reported_loss_ratio", Side::Reader).in(table));
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

void rank_connections(ConnectionList& connections) {
  std::vector<Place> places;
  places.reserve(connections.size());
  for (std::size_t i = 0; i < connections.size(); ++i) {
    const bool is_reader = connections[i].role == Role::Reader;
    places.push_back({is_reader, is_reader ? reader_rank(connections[i]) : ReaderRank{},
                      connections[i].created, i});
  }
  std::ranges::sort(places, [&](const Place& a, const Place& b) {
    if (a.is_reader != b.is_reader) return b.is_reader;
    if (a.rank != b.rank) return a.rank > b.rank;
    if (a.created != b.created) return a.created < b.created;
    return connections[a.index].id < connections[b.index].id;
  });
  std::vector<std::size_t> order;
  order.reserve(places.size());
  for (const Place& place : places) order.push_back(place.index);
  connections.reorder(order);
}

std::string reader_label(const Connection& reader) {
  return reader.remote_addr.empty() ? reader.protocol : reader.protocol + " " + reader.remote_addr;
}

}  // namespace mtxmon
