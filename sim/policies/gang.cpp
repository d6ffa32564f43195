// Gang scheduling (Ousterhout, "Scheduling techniques for concurrent systems", ICDCS 1982, the matrix).
// The threads of a gang run at the same time, each on a CPU of its own. In a matrix the columns are the CPUs
// and the rows are slots of time, which take turns, a quantum each; a thread has a cell for as long as it
// lives.
//
//   placing     a new gang goes into the first row with room for all of it, else into a new row (first fit).
//               A gang larger than the machine fills several rows. Who joins a gang that has begun to run
//               takes a free cell of its row, or begins another row.
//   turns       all CPUs change to the next row at once. The quantum of a row counts from the first own
//               instruction of one of its threads, switches come before; who is switched to when the slot is
//               over has the next one. A row of which nobody is ready or running is passed over, as soon as
//               that is so. The only row goes on with a fresh quantum.
//   alternates  a CPU whose cell of the present row is empty, or not ready, goes on with whom it runs; or it
//               is lent to the threads of its column in the rows to come, the next row first (Ousterhout's
//               alternate selection).
#include "policies/catalogue.hpp"
#include "policies/pid_scan.hpp"
#include "policies/ready_queue.hpp"

#include <string>
#include <utility>

namespace ossim {

namespace {

/// Rows and how many of their cells are free: the first one with room is found in steps of a tree.
class FreeCells {
  public:
    static constexpr std::uint32_t none = ~std::uint32_t{0};
    [[nodiscard]] std::uint32_t of(std::uint32_t row) const { return tree_[leaves_ + row]; }
    [[nodiscard]] std::uint32_t first_with(std::uint32_t room) const {
        if (tree_[1] < room) return none;
        std::uint32_t node = 1;
        while (node < leaves_)
            node = tree_[2 * node] >= room ? 2 * node : 2 * node + 1;
        return node - leaves_;
    }
    void set(std::uint32_t row, std::uint32_t free) {
        while (row >= leaves_)
            double_leaves();
        std::uint32_t node = leaves_ + row;
        tree_[node] = free;
        while ((node /= 2) != 0)
            tree_[node] = std::max(tree_[2 * node], tree_[2 * node + 1]);
    }

  private:
    void double_leaves() {
        std::vector<std::uint32_t> larger(4 * std::size_t{leaves_}, 0);
        for (std::uint32_t i = 0; i < leaves_; ++i)
            larger[2 * leaves_ + i] = tree_[leaves_ + i];
        leaves_ *= 2;
        for (std::uint32_t node = leaves_; --node != 0;)
            larger[node] = std::max(larger[2 * node], larger[2 * node + 1]);
        tree_ = std::move(larger);
    }
    std::uint32_t leaves_ = 1;
    std::vector<std::uint32_t> tree_ = std::vector<std::uint32_t>(2, 0);
};

/// Who has which cell.
class Matrix {
  public:
    static constexpr std::uint32_t no_row = ~std::uint32_t{0};
    struct Cell {
        std::uint32_t row = no_row, column = 0, gang = 0;
    };
    explicit Matrix(std::uint32_t columns) : columns_(columns) {}

    [[nodiscard]] const Cell& cell(Tid tid) const { return cells_[tid.value]; }
    [[nodiscard]] bool has(Tid tid) const {
        return tid.value < cells_.size() && cells_[tid.value].row != no_row;
    }
    [[nodiscard]] Tid at(std::uint32_t row, std::uint32_t column) const {
        return rows_[std::size_t{row} * columns_ + column];
    }
    [[nodiscard]] std::uint32_t rows() const { return static_cast<std::uint32_t>(rows_.size() / columns_); }

    /// A cell for one more thread of the gang. `moved(tid, from, to)` is told of each that moves to another
    /// row, so that all of the gang have room in one: that is done before the gang has begun to run.
    template <class Moved>
    void place(Tid tid, std::uint32_t number, Moved moved) {
        grow_to(cells_, tid.value);
        grow_to(gangs_, number);
        Gang& gang = gangs_[number];
        if (gang.row == no_row || free_.of(gang.row) == 0) {
            const bool may_move = gang.row != no_row && !gang.has_run && gang.members < columns_;
            const std::uint32_t row = row_with(may_move ? gang.members + 1 : 1);
            if (may_move) move(number, gang.row, row, moved);
            // Older members, which stayed there when the gang went on to another row, stay again.
            const std::uint32_t others = may_move ? gang.members : members_in(row, number);
            gang = {row, others, !may_move && others > 0};
        }
        ++gang.members;
        fill(tid, number, gang.row);
    }
    void has_run(Tid tid) {
        Gang& gang = gangs_[cell(tid).gang];
        if (gang.row == cell(tid).row) gang.has_run = true;
    }
    void remove(Tid tid) {
        const Cell old = cell(tid);
        Gang& gang = gangs_[old.gang];
        clear(tid);
        if (gang.row == old.row && --gang.members == 0) gang = {};
    }

  private:
    /// The row in which a gang has its newest members.
    struct Gang {
        std::uint32_t row = no_row;
        std::uint32_t members = 0; ///< that it has there
        bool has_run = false;
    };
    std::uint32_t row_with(std::uint32_t room) {
        if (const std::uint32_t row = free_.first_with(room); row != FreeCells::none) return row;
        const std::uint32_t row = rows();
        rows_.resize(rows_.size() + columns_);
        free_.set(row, columns_);
        return row;
    }
    [[nodiscard]] std::uint32_t members_in(std::uint32_t row, std::uint32_t gang) const {
        std::uint32_t count = 0;
        for (std::uint32_t column = 0; column < columns_; ++column)
            if (const Tid tid = at(row, column); tid && cell(tid).gang == gang) ++count;
        return count;
    }
    void fill(Tid tid, std::uint32_t gang, std::uint32_t row) {
        std::uint32_t column = 0;
        while (at(row, column))
            ++column;
        rows_[std::size_t{row} * columns_ + column] = tid;
        cells_[tid.value] = {row, column, gang};
        free_.set(row, free_.of(row) - 1);
    }
    void clear(Tid tid) {
        Cell& old = cells_[tid.value];
        rows_[std::size_t{old.row} * columns_ + old.column] = Tid{};
        free_.set(old.row, free_.of(old.row) + 1);
        old.row = no_row;
    }
    template <class Moved>
    void move(std::uint32_t gang, std::uint32_t from, std::uint32_t to, Moved moved) {
        for (std::uint32_t column = 0; column < columns_; ++column) {
            const Tid tid = at(from, column);
            if (!tid || cell(tid).gang != gang) continue;
            const Cell old = cell(tid);
            clear(tid);
            fill(tid, gang, to);
            moved(tid, old, cell(tid));
        }
    }

    std::uint32_t columns_;
    std::vector<Tid> rows_;   ///< the cells, row by row
    std::vector<Cell> cells_; ///< by tid
    std::vector<Gang> gangs_; ///< by number
    FreeCells free_;
};

class GangPolicy final : public Policy {
  public:
    explicit GangPolicy(const PolicyContext& context)
        : matrix_(context.cpus), quantum_(required_parameter<Duration>(context.spec, "quantum")),
          by_group_(parameter(context.spec, "by", std::string("process")) == "group"),
          alternates_(parameter(context.spec, "alternates", true)), columns_(context.cpus),
          nowhere_(context.cpus) {
        for (std::uint32_t i = 0; i < context.cpus; ++i) {
            columns_[i].cpu = CpuSet(context.cpus);
            columns_[i].cpu.insert(CpuId(i));
        }
    }

    void attach(KernelView& kernel) override { kernel_ = &kernel; }
    bool has_places() const override { return true; }
    /// The CPU of its column. If CPUs are not lent, nobody takes it before the turn of its row.
    const CpuSet& places(const ThreadView& thread) const override {
        const Matrix::Cell& cell = matrix_.cell(thread.tid);
        return alternates_ || cell.row == row_ ? columns_[cell.column].cpu : nowhere_;
    }
    bool offers(const ThreadView& thread, CpuId cpu) const override { return places(thread).has(cpu); }
    std::uint32_t ready_for(CpuId cpu) const override {
        if (alternates_) return columns_[cpu.value].ready;
        return columns_[cpu.value].rows.next(row_) == row_ ? 1 : 0;
    }
    void enqueue(const ThreadView& thread, Entry why, Time now) override {
        if (!matrix_.has(thread.tid)) place(thread);
        const Matrix::Cell& cell = matrix_.cell(thread.tid);
        if (why == Entry::quantum) advance(now);
        const bool was_idle = runnable_rows_ == 0;
        if (!stop(thread.tid)) add_runnable(cell.row);
        Column& column = columns_[cell.column];
        column.rows.insert(cell.row);
        ++column.ready;
        ++ready_;
        if (was_idle && slot_end_ <= now)
            begin_slot(cell.row, now);
        else if (members_runnable_[row_] == 0)
            begin_slot(next_runnable(row_), now);
    }
    void dequeue(const ThreadView& thread, Time now) override {
        take_out(thread.tid);
        remove_runnable(matrix_.cell(thread.tid).row, now);
    }
    Choice pick(CpuId cpu, Time) override {
        const std::uint32_t row = first_row(cpu);
        if (row == BitTree::none) return {};
        Choice choice = choice_of(matrix_.at(row, cpu.value), turns(row), {}, 0, ready_for(cpu));
        choice.second_key = row;
        const std::uint32_t next = alternates_ ? row_behind(row, cpu) : BitTree::none;
        if (next != BitTree::none) {
            choice.next = matrix_.at(next, cpu.value);
            choice.next_key = turns(next);
            choice.next_second_key = next;
            choice.decided = DecidedBy::key;
        }
        start(choice.tid);
        return choice;
    }
    void take(const ThreadView& thread, CpuId, Time) override { start(thread.tid); }
    Tid peek(CpuId cpu, Time) const override {
        const std::uint32_t row = first_row(cpu);
        return row == BitTree::none ? Tid{} : matrix_.at(row, cpu.value);
    }
    std::int64_t peek_key(CpuId cpu, Time) const override {
        const std::uint32_t row = first_row(cpu);
        return row == BitTree::none ? 0 : turns(row);
    }
    std::uint32_t ready() const override { return ready_; }
    bool preempts(const ThreadView& ready, const ThreadView& running, Time) const override {
        const Matrix::Cell &a = matrix_.cell(ready.tid), &b = matrix_.cell(running.tid);
        return a.column == b.column && a.row == row_ && b.row != row_;
    }
    /// Up to the end of the slot: all CPUs change together.
    Duration slice(const ThreadView& thread, Time now) override {
        const Matrix::Cell& cell = matrix_.cell(thread.tid);
        columns_[cell.column].has_begun = true;
        if (slot_end_ == Time::never() && cell.row == row_) slot_end_ = now + quantum_;
        const bool is_open = slot_end_ == Time::never() || slot_end_ <= now; // the next slot begins just now
        return is_open ? quantum_ : slot_end_ - now;
    }
    bool goes_on(const ThreadView& running, CpuId cpu, Time now) const override {
        const std::uint32_t row = now < slot_end_ || runnable_rows_ == 0 ? row_ : next_runnable(row_);
        if (matrix_.cell(running.tid).row == row) return true;
        return alternates_ && columns_[cpu.value].rows.next(row) != row;
    }
    void leave(const ThreadView& thread, Time now) override {
        if (stop(thread.tid)) remove_runnable(matrix_.cell(thread.tid).row, now);
    }
    /// One that kept its CPU while it waited runs again.
    void ran(const ThreadView& thread, Duration, Time) override {
        const Matrix::Cell& cell = matrix_.cell(thread.tid);
        if (std::exchange(columns_[cell.column].running, thread.tid) != thread.tid) add_runnable(cell.row);
    }
    void ended(const ThreadView& thread, Time now) override {
        leave(thread, now);
        matrix_.remove(thread.tid);
    }
    void gone(const ThreadView& thread) override {
        if (matrix_.has(thread.tid)) matrix_.remove(thread.tid);
    }
    Time next_upkeep() const override { return runnable_rows_ == 0 ? Time::never() : slot_end_; }
    void upkeep(Time now, std::vector<PriorityChange>& changes) override {
        changes.clear();
        advance(now);
    }
    void walk(CpuId cpu, Time, const CandidateVisitor& visit) const override {
        for (std::uint32_t row = first_row(cpu);
             row != BitTree::none && visit({matrix_.at(row, cpu.value), {turns(row), row}});)
            row = alternates_ ? row_behind(row, cpu) : BitTree::none;
    }
    /// A queue for each CPU: the threads of its column in the order of their turns, lent or not.
    void list_queues(Time, std::vector<ReadyListing>& into) const override {
        into.clear();
        for (std::uint32_t i = 0; i < columns_.size(); ++i) {
            ReadyListing& queue = into.emplace_back();
            queue.cpus.push_back(CpuId(i));
            std::uint32_t row = columns_[i].rows.next(row_);
            if (row == BitTree::none) row = columns_[i].rows.next(0);
            for (; row != BitTree::none; row = row_behind(row, CpuId(i)))
                queue.threads.push_back({matrix_.at(row, i), {turns(row), row}});
        }
    }
    bool is_tie(const ThreadView&, const ThreadView&, CpuId, Time) const override { return false; }

  private:
    /// A CPU, and the threads that have a cell there.
    struct Column {
        CpuSet cpu{0}; ///< that one alone
        BitTree rows;  ///< the ones with a ready thread
        std::uint32_t ready = 0;
        Tid running;
        bool has_begun = false; ///< its own instructions, for that matter
    };
    void place(const ThreadView& thread) {
        const std::uint32_t group = by_group_ && kernel_ != nullptr ? kernel_->group_of(thread.tid) : 0;
        const std::uint32_t number = group != 0 ? 2 * group + 1 : 2 * thread.pid.value;
        matrix_.place(thread.tid, number, [&](Tid, const Matrix::Cell& from, const Matrix::Cell& to) {
            columns_[from.column].rows.erase(from.row);
            --columns_[from.column].ready;
            columns_[to.column].rows.insert(to.row);
            ++columns_[to.column].ready;
            if (kernel_ != nullptr) kernel_->look(CpuId(to.column));
            add_runnable(to.row); // first, so that no row is passed over for a move
            subtract_runnable(from.row);
        });
    }

    // Turns.

    [[nodiscard]] std::uint32_t next_runnable(std::uint32_t row) const {
        const std::uint32_t next = runnable_.next(row + 1);
        return next != BitTree::none ? next : runnable_.next(0);
    }
    /// Its end is known when one of its threads runs, as an alternate may already. The CPUs look for whom
    /// they have in the row, or lend themselves to.
    void begin_slot(std::uint32_t row, Time now) {
        row_ = row;
        const bool has_begun = std::any_of(columns_.begin(), columns_.end(), [&](const Column& column) {
            return column.running && column.has_begun && matrix_.cell(column.running).row == row;
        });
        slot_end_ = has_begun ? now + quantum_ : Time::never();
        for (std::uint32_t i = 0; kernel_ != nullptr && i < columns_.size(); ++i)
            if (ready_for(CpuId(i)) > 0) kernel_->look(CpuId(i));
    }
    void advance(Time now) {
        if (slot_end_ <= now && runnable_rows_ != 0) begin_slot(next_runnable(row_), now);
    }
    /// How many turns of rows come before that of this row.
    [[nodiscard]] std::int64_t turns(std::uint32_t row) const {
        const std::uint32_t present = row_;
        return row >= present ? row - present : row + matrix_.rows() - present;
    }
    void add_runnable(std::uint32_t row) {
        grow_to(members_runnable_, row);
        if (members_runnable_[row]++ != 0) return;
        runnable_.insert(row);
        ++runnable_rows_;
    }
    void subtract_runnable(std::uint32_t row) {
        if (--members_runnable_[row] != 0) return;
        runnable_.erase(row);
        --runnable_rows_;
    }
    void remove_runnable(std::uint32_t row, Time now) {
        subtract_runnable(row);
        if (row != row_ || members_runnable_[row] != 0 || runnable_rows_ == 0) return;
        begin_slot(next_runnable(row_), now);
    }

    // Who is ready in the column of a CPU.

    [[nodiscard]] std::uint32_t first_row(CpuId cpu) const {
        const std::uint32_t present = row_;
        const BitTree& ready = columns_[cpu.value].rows;
        const std::uint32_t next = ready.next(present);
        if (next == present) return next;
        if (!alternates_) return BitTree::none;
        return next != BitTree::none ? next : ready.next(0);
    }
    /// The next one in the order of turns; none behind the last.
    [[nodiscard]] std::uint32_t row_behind(std::uint32_t row, CpuId cpu) const {
        const std::uint32_t present = row_;
        const BitTree& ready = columns_[cpu.value].rows;
        const std::uint32_t next = ready.next(row + 1);
        if (row < present) return next < present ? next : BitTree::none;
        if (next != BitTree::none) return next;
        const std::uint32_t first = ready.next(0);
        return first < present ? first : BitTree::none;
    }
    void take_out(Tid tid) {
        Column& column = columns_[matrix_.cell(tid).column];
        column.rows.erase(matrix_.cell(tid).row);
        --column.ready;
        --ready_;
    }
    void start(Tid tid) {
        take_out(tid);
        matrix_.has_run(tid);
        columns_[matrix_.cell(tid).column].running = tid;
        columns_[matrix_.cell(tid).column].has_begun = false;
    }
    /// False if it did not run.
    bool stop(Tid tid) {
        Tid& running = columns_[matrix_.cell(tid).column].running;
        if (running != tid) return false;
        running = Tid{};
        return true;
    }

    Matrix matrix_;
    Duration quantum_;
    bool by_group_;
    bool alternates_;
    KernelView* kernel_ = nullptr;
    std::vector<Column> columns_;
    CpuSet nowhere_;
    BitTree runnable_;                            ///< rows with a thread that is ready or running
    std::vector<std::uint32_t> members_runnable_; ///< by row: how many of them
    std::uint32_t runnable_rows_ = 0;
    std::uint32_t ready_ = 0;
    std::uint32_t row_ = 0;
    Time slot_end_;
};

constexpr std::string_view gang_keys[] = {"turns", "row"};
constexpr std::string_view gang_units[] = {"process", "group"};
constexpr ParameterInfo gang_parameters[] = {
    {.name = "quantum",
     .type = ParameterType::duration,
     .required = true,
     .fallback = {},
     .doc = "how long a row has all CPUs before the next row's turn",
     .range = {.least = 1}},
    {.name = "by",
     .type = ParameterType::word,
     .fallback = "process",
     .words = gang_units,
     .doc = "who forms a gang: the threads of a process, or all that have the same `group:` (who has none: "
            "its process)"},
    {.name = "alternates",
     .type = ParameterType::boolean,
     .fallback = "true",
     .doc = "whether a CPU that the present row leaves free goes on with its thread, or is lent to the next "
            "ones of its column; false: it idles"}};

} // namespace

const PolicyEntry gang_policy{
    .info = {.name = "gang",
             .doc = "Gang scheduling: the threads of a process run at the same time, each on its own CPU. "
                    "Rows of threads that fit on the machine take turns, a quantum each.",
             .source = "Ousterhout, Scheduling techniques for concurrent systems, ICDCS 1982 (matrix, first "
                       "fit, alternate selection)",
             .parameters = gang_parameters,
             .uses = {},
             .work_conserving = false,
             .whole_machine = true,
             .keys = gang_keys,
             .ties = {.equal = "equal turns, which no CPU has"},
             .preempted = {.joins = PreemptedJoins::kept, .keeps_rest = false}},
    .make = [](const PolicyContext& context) -> std::unique_ptr<Policy> {
        return std::make_unique<GangPolicy>(context);
    }};

} // namespace ossim
