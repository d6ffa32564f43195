// Stride: the thread with the least pass runs for one quantum, and its pass goes up by its stride, which is
// `stride1` over its tickets; by the fraction of it, if it used a fraction of the quantum. A global pass goes
// up by `stride1` over all tickets for each quantum that anybody uses. Who leaves remembers how far it was
// ahead of that, and comes back as far ahead.
#include "policies/catalogue.hpp"
#include "policies/ready_queue.hpp"
#include "policies/weights.hpp"

#include <string>

namespace ossim {

namespace {

class StridePolicy final : public Policy {
  public:
    explicit StridePolicy(const PolicyContext& context)
        : queue_(context.conventions.ties), quantum_(required_parameter<Duration>(context.spec, "quantum")),
          stride1_(parameter(context.spec, "stride1", std::int64_t{1} << 20)),
          begins_with_stride_(parameter<std::string>(context.spec, "initial_pass", "stride") == "stride"),
          has_global_(parameter(context.spec, "global_pass", true)) {}

    void attach(KernelView& running) override { running_ = &running; }
    void enqueue(const ThreadView& thread, Entry, Time) override {
        Client& client = client_of(thread);
        join(client);
        queue_.push(thread, client.pass, Place::kept);
    }
    void dequeue(const ThreadView& thread, Time now) override {
        queue_.remove(thread.tid);
        leave(thread, now);
    }
    void take(const ThreadView& thread, CpuId, Time) override { queue_.remove(thread.tid); }
    Choice pick(CpuId, Time) override {
        Choice choice = queue_.best([this](WideTime pass) { return shown(pass); });
        if (!choice.tid) return choice;
        choice.second_key = clients_[choice.tid.value].stride;
        if (choice.next) choice.next_second_key = clients_[choice.next.value].stride;
        queue_.pop();
        return choice;
    }
    Tid peek(CpuId, Time) const override { return queue_.empty() ? Tid{} : queue_.front().tid; }
    std::int64_t peek_key(CpuId, Time) const override {
        return queue_.empty() ? 0 : shown(queue_.front().key);
    }
    std::uint32_t ready() const override { return static_cast<std::uint32_t>(queue_.size()); }
    bool is_preemptive() const override { return false; }
    bool has_upkeep() const override { return false; }
    Duration slice(const ThreadView& thread, Time) override {
        join(client_of(thread)); // if a convention kept its CPU for it while it waited
        return quantum_;
    }
    bool goes_on(const ThreadView& running, CpuId, Time) const override {
        return queue_.empty() || clients_[running.tid.value].pass < queue_.front().key;
    }
    void ran(const ThreadView& thread, Duration length, Time) override {
        Client& client = client_of(thread);
        join(client);
        client.pass += WideTime{client.stride} * length.ns();
        global_pass_ += WideTime{stride_of(all_tickets_)} * length.ns();
    }
    void leave(const ThreadView& thread, Time) override {
        Client& client = client_of(thread);
        if (!client.competes) return;
        settle();
        client.ahead = client.pass - global_pass_;
        client.competes = false;
        all_tickets_ -= client.tickets;
    }
    void changed(const ThreadView&, const ThreadView& after, Time) override {
        settle();
        client_of(after);
    }
    /// As far ahead of the global pass as it was of the other queue's.
    void adopt(Policy& from, const ThreadView& thread, Time) override {
        const StridePolicy& other = static_cast<StridePolicy&>(from);
        if (thread.tid.value >= other.clients_.size()) return;
        grow_to(clients_, thread.tid.value);
        clients_[thread.tid.value] = other.clients_[thread.tid.value];
    }
    void walk(CpuId, Time, const CandidateVisitor& visit) const override {
        queue_.walk([&](const auto& each) {
            const Client& client = clients_[each.tid.value];
            return visit({each.tid, {shown(each.key), client.stride, client.tickets}});
        });
    }
    bool is_tie(const ThreadView& a, const ThreadView& b, CpuId, Time) const override {
        return clients_[a.tid.value].pass == clients_[b.tid.value].pass;
    }

  private:
    /// Passes are kept times the length of a quantum in ns: so a fraction of a stride is a whole number.
    struct Client {
        WideTime pass = 0;
        WideTime ahead = 0; ///< of the global pass, when it last left
        std::int64_t tickets = 0;
        std::int64_t stride = 0;
        bool competes = false;
        bool is_new = true; ///< it has never competed
    };

    [[nodiscard]] std::int64_t stride_of(std::int64_t tickets) const {
        return std::max<std::int64_t>(stride1_ / tickets, 1);
    }
    [[nodiscard]] std::int64_t shown(WideTime pass) const { return VirtualTime{pass, quantum_.ns()}.ns(); }
    Client& client_of(const ThreadView& thread) {
        grow_to(clients_, thread.tid.value);
        Client& client = clients_[thread.tid.value];
        const std::int64_t tickets = std::max<std::int64_t>(thread.tickets, 1);
        if (client.tickets == tickets) return client;
        if (client.tickets == 0) {
            client.tickets = tickets;
            client.stride = stride_of(tickets);
            client.ahead = begins_with_stride_ ? WideTime{client.stride} * quantum_.ns() : 0;
        } else {
            modify(client, tickets);
        }
        return client;
    }
    /// Other tickets from now on: what is left of its stride is scaled (the paper's client_modify).
    void modify(Client& client, std::int64_t tickets) {
        const std::int64_t stride = stride_of(tickets);
        if (client.competes) all_tickets_ += tickets - client.tickets;
        if (has_global_) {
            const WideTime ahead = client.competes ? client.pass - global_pass_ : client.ahead;
            const WideTime scaled = ahead * stride / client.stride;
            (client.competes ? client.pass : client.ahead) = client.competes ? global_pass_ + scaled : scaled;
        }
        client.tickets = tickets;
        client.stride = stride;
    }
    void join(Client& client) {
        if (client.competes) return;
        settle();
        if (has_global_ || client.is_new) client.pass = (has_global_ ? global_pass_ : 0) + client.ahead;
        client.is_new = false;
        client.competes = true;
        all_tickets_ += client.tickets;
    }
    /// The global pass is what all running threads have brought it to.
    void settle() {
        if (running_ != nullptr) running_->settle_running();
    }

    OrderedQueue<WideTime> queue_; ///< by pass
    std::vector<Client> clients_;  ///< by tid
    KernelView* running_ = nullptr;
    WideTime global_pass_ = 0;
    std::int64_t all_tickets_ = 0; ///< of those that compete
    Duration quantum_;
    std::int64_t stride1_;
    bool begins_with_stride_;
    bool has_global_; ///< else passes count from 0, and stay as they are while a thread waits
};

constexpr std::string_view stride_keys[] = {"pass", "stride", "tickets"};
constexpr std::string_view initial_passes[] = {"stride", "zero"};
constexpr ParameterInfo stride_parameters[] = {
    {.name = "quantum",
     .type = ParameterType::duration,
     .required = true,
     .fallback = {},
     .doc = "how long a thread may run before the next choice",
     .range = {.least = 1}},
    {.name = "stride1",
     .type = ParameterType::integer,
     .fallback = "1048576",
     .doc = "what is divided by a thread's tickets to give its stride, a whole number of at least 1",
     .range = {.least = 1, .most = 1'000'000'000'000}},
    {.name = "initial_pass",
     .type = ParameterType::word,
     .fallback = "stride",
     .words = initial_passes,
     .doc = "how far beyond the global pass a new thread begins: its stride (as published), or zero (many "
            "courses)"},
    {.name = "global_pass",
     .type = ParameterType::boolean,
     .fallback = "true",
     .doc =
         "whether newcomers, and those that come back, begin at the global pass (as published), or from 0, "
         "with the pass that they had (simple implementations: who comes late has the CPU to itself)",
     .told_if = "global_pass"}};

} // namespace

const PolicyEntry stride_policy{
    .info = {.name = "stride",
             .doc = "Stride: the thread with the least pass runs for one quantum, and its pass goes up by "
                    "its stride, the less the more tickets it has. A lottery without chance.",
             .source = "Waldspurger and Weihl, Stride Scheduling, MIT/LCS/TM-528, 1995; OSTEP, chapter 9",
             .parameters = stride_parameters,
             .uses = {.tickets = true},
             .keys = stride_keys,
             .ties = {.equal = "equal passes", .order = TieOrder::listed},
             .preempted = {.joins = PreemptedJoins::kept, .keeps_rest = false}},
    .make = [](const PolicyContext& context) -> std::unique_ptr<Policy> {
        return std::make_unique<StridePolicy>(context);
    }};

} // namespace ossim
