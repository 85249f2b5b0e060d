#include "dashboard/record_pages.h"

#include <algorithm>
#include <cstddef>
#include <tuple>
#include <utility>

namespace mtxmon {
namespace {

constexpr std::size_t kMaxBatch = 1000;
constexpr std::size_t kMaxLookedAt = 50'000;

// The records of one node and kind, read in batches.
class Feed {
 public:
  Feed(RecordQuery query, Store& store) : query_(std::move(query)), store_(&store) {}

  Status fill() {
    if (at_ < batch_.size() || at_end_) return {};
    auto batch = store_->records(query_);
    if (!batch) return std::move(batch).error();
    at_end_ = batch->size() < query_.limit;
    batch_ = std::move(*batch);
    at_ = 0;
    if (!batch_.empty()) query_.before = batch_.back().id;
    return {};
  }
  [[nodiscard]] bool empty() const { return at_ == batch_.size(); }
  [[nodiscard]] StoredRecord& front() { return batch_[at_]; }
  void pop() { ++at_; }
  [[nodiscard]] const RecordQuery& query() const { return query_; }

 private:
  RecordQuery query_;
  Store* store_;
  std::vector<StoredRecord> batch_;
  std::size_t at_ = 0;
  bool at_end_ = false;
};

// The feed whose next record comes first; null when all are at their end.
Result<Feed*> next_feed(std::vector<Feed>& feeds) {
  Feed* first = nullptr;
  for (Feed& feed : feeds) {
    if (Status filled = feed.fill(); !filled) return std::move(filled).error();
    if (feed.empty()) continue;
    const auto order = [](Feed& one) {
      return std::tuple(EntryId(one.front().id), one.query().node, one.query().kind);
    };
    if (first == nullptr) {
      first = &feed;
      continue;
    }
    const auto [id, node, kind] = order(feed);
    const auto [first_id, first_node, first_kind] = order(*first);
    if (first_id < id ||
        (id == first_id && std::tie(node, kind) < std::tie(first_node, first_kind)))
      first = &feed;
  }
  return first;
}

}  // namespace

Result<RecordPage> read_record_page(Store& store, const RecordsRequest& request,
                                    const std::vector<std::string>& nodes) {
  std::vector<Feed> feeds;
  for (const std::string& node : nodes) {
    for (const RecordKind kind : request.kinds) {
      RecordQuery query{kind,
                        node,
                        request.range.from,
                        request.range.to,
                        std::nullopt,
                        std::min(request.limit + 1, kMaxBatch)};
      if (request.after) query.before = request.after->before(kind, node);
      feeds.emplace_back(std::move(query), store);
    }
  }
  simdjson::dom::parser parser;
  RecordPage page;
  RecordCursor last;  // the last record of the page, or that was looked at
  for (std::size_t looked_at = 0;; ++looked_at) {
    auto feed = next_feed(feeds);
    if (!feed) return std::move(feed).error();
    if (*feed == nullptr) return page;
    if (looked_at == kMaxLookedAt) break;
    StoredRecord& record = (*feed)->front();
    simdjson::dom::element document;
    const bool taken = parser.parse(record.json).get(document) == simdjson::SUCCESS &&
                       request.filter.takes(document);
    const bool full = page.records.size() == request.limit;
    if (taken && full) break;
    if (!full) last = {request.range.from, record.id, (*feed)->query().kind, (*feed)->query().node};
    if (taken) page.records.push_back(std::move(record.json));
    (*feed)->pop();
  }
  page.next = last;
  return page;
}

}  // namespace mtxmon
