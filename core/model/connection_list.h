// ConnectionList: the connections of one snapshot.
//
// Iterates like a vector of connections. Each is held by shared ownership, because the exporter's
// tracker keeps the same object until the next poll and a copy of thousands costs more than all
// else that is done with them. Whoever builds a snapshot may change its connections; once it is
// published nobody may, through whichever owner.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <utility>
#include <vector>

#include "core/model/connection.h"

namespace mtxmon {

class ConnectionList {
 public:
  using Item = std::shared_ptr<Connection>;

  ConnectionList() = default;
  ConnectionList(std::initializer_list<Connection> connections) {
    for (const Connection& one : connections) emplace_back() = one;
  }

  template <typename Target>
  class Iterator {
   public:
    using value_type = Connection;
    using difference_type = std::ptrdiff_t;
    Iterator() = default;
    explicit Iterator(const Item* at) : at_(at) {}
    Target& operator*() const { return **at_; }
    Target* operator->() const { return at_->get(); }
    Iterator& operator++() {
      ++at_;
      return *this;
    }
    Iterator operator++(int) {
      Iterator before = *this;
      ++at_;
      return before;
    }
    friend bool operator==(const Iterator&, const Iterator&) = default;

   private:
    const Item* at_ = nullptr;
  };

  [[nodiscard]] auto begin() { return Iterator<Connection>(items_.data()); }
  [[nodiscard]] auto end() { return Iterator<Connection>(items_.data() + items_.size()); }
  [[nodiscard]] auto begin() const { return Iterator<const Connection>(items_.data()); }
  [[nodiscard]] auto end() const {
    return Iterator<const Connection>(items_.data() + items_.size());
  }
  [[nodiscard]] std::size_t size() const { return items_.size(); }
  [[nodiscard]] bool empty() const { return items_.empty(); }
  [[nodiscard]] Connection& operator[](std::size_t i) { return *items_[i]; }
  [[nodiscard]] const Connection& operator[](std::size_t i) const { return *items_[i]; }

  void clear() { items_.clear(); }
  void reserve(std::size_t count) { items_.reserve(count); }
  Connection& emplace_back() { return *items_.emplace_back(std::make_shared<Connection>()); }
  // An object that its owner does not change any more.
  void share(Item connection) { items_.push_back(std::move(connection)); }
  // `order`: each index once.
  void reorder(const std::vector<std::size_t>& order) {
    std::vector<Item> items;
    items.reserve(order.size());
    for (const std::size_t index : order) items.push_back(std::move(items_[index]));
    items_ = std::move(items);
  }

 private:
  std::vector<Item> items_;
};

}  // namespace mtxmon
