// What names mean: programs, children, threads and variables, followed through who runs what.
#include "scenario/resolve.hpp"

#include <algorithm>
#include <set>

namespace ossim {
namespace {

using NameSet = std::set<std::string, std::less<>>;

/// Work that is allowed for following who runs which program with which variables; only a hostile file needs
/// it all.
constexpr std::size_t most_visits = 20'000'000;

class Resolution {
  public:
    explicit Resolution(Reader& reader) : reader_(reader), scenario_(reader.scenario) {}

    void run() {
        gather();
        for (const Mention& mention : reader_.mentions) {
            switch (mention.kind) {
            case Refers::program:
            case Refers::executed: check_program(mention); break;
            case Refers::shared_memory: check_shared_memory(mention); break;
            case Refers::variable: check_variable(mention); break;
            case Refers::local: check_local(mention); break;
            case Refers::thread: check_label(mention, threads_, "thread", "spawn"); break;
            case Refers::whom: check_whom(mention); break;
            case Refers::child: check_label(mention, children_, "child", "fork"); break;
            case Refers::device: check_device(mention); break;
            }
        }
    }

  private:
    void gather() {
        for (const VariableSpec& variable : scenario_.variables)
            shared_.insert(variable.name);
        for (const ProcessSpec& process : scenario_.processes)
            for (const VariableSpec& variable : process.variables)
                private_.insert(variable.name);
        for (const Mention& mention : reader_.mentions)
            if (mention.kind == Refers::local) locals_.emplace(mention.program, mention.word);
        for (const ProgramSpec& program : scenario_.programs)
            gather_labels(program.steps);
        if (private_.empty()) return;
        runs_.resize(scenario_.programs.size());
        callers_.resize(scenario_.programs.size());
        for (std::size_t i = 0; i < scenario_.processes.size(); ++i)
            for (const ThreadSpec& thread : scenario_.processes[i].threads)
                if (thread.program.value < runs_.size())
                    runs_[thread.program.value].push_back(static_cast<std::uint32_t>(i));
        for (const Mention& mention : reader_.mentions) {
            if (mention.kind != Refers::program && mention.kind != Refers::executed) continue;
            const auto called = reader_.named_programs.find(mention.word);
            if (called != reader_.named_programs.end()) callers_[called->second].push_back(mention.program);
        }
        check_private();
    }

    void gather_labels(const Steps& steps) {
        for (const Step& step : steps) {
            if (const auto* spawn = std::get_if<Spawn>(&step.action)) {
                threads_.insert(spawn->label.empty() ? spawn->program.name : spawn->label);
                gather_labels(spawn->program.steps);
            }
            if (const auto* fork = std::get_if<Fork>(&step.action)) {
                if (!fork->label.empty()) children_.insert(fork->label);
                if (fork->program) gather_labels(fork->program->steps);
            }
            each_list_of_steps(step.action, [&](const Steps& inner) { gather_labels(inner); });
        }
    }

    /// A process's own variables: each name once, and none that all processes share.
    void check_private() {
        for (std::size_t i = 0; i < scenario_.processes.size(); ++i) {
            NameSet own;
            for (const VariableSpec& variable : scenario_.processes[i].variables) {
                const bool is_twice = !own.insert(variable.name).second;
                if (!is_twice && !shared_.contains(variable.name)) continue;
                reader_.reports.error(reader_.processes[i],
                                      {"name-clash",
                                       "variable " + quoted(variable.name) + " of process " +
                                           quoted(scenario_.processes[i].name) +
                                           (is_twice ? " is given twice" : " is called like a shared one"),
                                       "give one of them another name",
                                       {}});
            }
        }
    }

    void report(const Mention& mention, Words words) {
        const Node& node = reader_.document.node(mention.node);
        const bool is_part = mention.place != no_node && mention.word.size() != node.size;
        if (!is_part) return reader_.reports.error(mention.node, std::move(words));
        reader_.reports.error_at(node.source, mention.place, static_cast<std::uint32_t>(mention.word.size()),
                                 std::move(words));
    }

    void check_program(const Mention& mention) {
        if (reader_.named_programs.contains(mention.word)) return;
        std::vector<std::string_view> names;
        for (const auto& [name, index] : reader_.named_programs)
            names.push_back(name);
        report(mention,
               {"unknown-name", "there is no program " + quoted(mention.word),
                did_you_mean(mention.word, names),
                names.empty() ? "this scenario has no `programs:`" : "programs: " + comma_list(names)});
    }

    void check_variable(const Mention& mention) {
        if (shared_.contains(mention.word) || locals_.contains({mention.program, mention.word})) return;
        if (!private_.contains(mention.word)) return report_unknown_variable(mention);
        if (mention.program >= runs_.size()) return;
        for (const std::uint32_t process : processes_that_run(mention.program)) {
            const auto& own = scenario_.processes[process].variables;
            const bool has = std::any_of(own.begin(), own.end(),
                                         [&](const VariableSpec& v) { return v.name == mention.word; });
            if (has) continue;
            return report(mention, {"unknown-variable",
                                    "process " + quoted(scenario_.processes[process].name) +
                                        " runs this and has no variable " + quoted(mention.word),
                                    "declare it under objects: {variables: ...}, for all or in that process",
                                    {}});
        }
    }

    void report_unknown_variable(const Mention& mention) {
        std::vector<std::string_view> names(shared_.begin(), shared_.end());
        names.insert(names.end(), private_.begin(), private_.end());
        for (auto local = locals_.lower_bound({mention.program, {}});
             local != locals_.end() && local->first == mention.program; ++local)
            names.push_back(local->second);
        std::string hint = did_you_mean(mention.word, names);
        if (hint.empty()) hint = "declare it: objects: {variables: {" + escaped(mention.word) + ": 0}}";
        report(mention, {"unknown-variable", "there is no variable " + quoted(mention.word), std::move(hint),
                         names.empty() ? "" : "variables: " + comma_list(names)});
    }

    /// Those whose threads come to this program, by spawn and fork too.
    const std::vector<std::uint32_t>& processes_that_run(std::uint32_t program) {
        const auto [at, is_new] = reaching_.try_emplace(program);
        if (!is_new) return at->second;
        std::vector<std::uint32_t> todo{program};
        std::set<std::uint32_t> seen{program};
        std::set<std::uint32_t> processes;
        while (!todo.empty() && visits_ < most_visits) {
            const std::uint32_t each = todo.back();
            todo.pop_back();
            visits_ += 1 + runs_[each].size() + callers_[each].size();
            processes.insert(runs_[each].begin(), runs_[each].end());
            for (const std::uint32_t caller : callers_[each])
                if (seen.insert(caller).second) todo.push_back(caller);
        }
        if (visits_ >= most_visits)
            reader_.reports.error_of_file(
                {"too-large", "too many programs share too many private variables to be checked", {}, {}});
        return at->second = {processes.begin(), processes.end()};
    }

    void check_local(const Mention& mention) {
        if (!shared_.contains(mention.word) && !private_.contains(mention.word)) return;
        report(mention,
               {"name-clash",
                "\"into\" makes a variable of the thread, and " + quoted(mention.word) + " is a shared one",
                "give it another name",
                {}});
    }

    void check_label(const Mention& mention, const NameSet& labels, std::string_view kind,
                     std::string_view step) {
        const std::size_t dot = mention.word.rfind('.');
        if (labels.contains(mention.word) || labels.contains(mention.word.substr(0, dot))) return;
        std::vector<std::string_view> names(labels.begin(), labels.end());
        names.insert(names.end(), {"any", "all"});
        report(mention, {"unknown-name",
                         "no \"" + std::string(step) + "\" makes a " + std::string(kind) + " called " +
                             quoted(mention.word),
                         did_you_mean(mention.word, names), "it is one of: " + comma_list(names)});
    }

    /// A process of the scenario, or a thread that is spawned.
    void check_whom(const Mention& mention) {
        const std::string_view base = mention.word.substr(0, mention.word.rfind('.'));
        std::vector<std::string_view> names(threads_.begin(), threads_.end());
        for (const ProcessSpec& process : scenario_.processes)
            names.push_back(process.name);
        for (const std::string_view name : names)
            if (name == mention.word || name == base) return;
        report(mention, {"unknown-name", "no process and no spawned thread is called " + quoted(mention.word),
                         did_you_mean(mention.word, names), "it is one of: " + comma_list(names)});
    }

    void check_shared_memory(const Mention& mention) {
        std::vector<std::string_view> names;
        for (const SharedMemorySpec& shared : scenario_.shared_memory) {
            if (shared.name == mention.word) return;
            names.push_back(shared.name);
        }
        report(mention,
               {"unknown-name", "there is no shared memory " + quoted(mention.word),
                did_you_mean(mention.word, names),
                names.empty() ? "declare it: objects: {shared_memory: {" + escaped(mention.word) + ": 64KiB}}"
                              : "shared memory: " + comma_list(names)});
    }

    void check_device(const Mention& mention) {
        std::vector<std::string_view> names;
        for (const DeviceSpec& device : scenario_.machine.devices) {
            if (device.name == mention.word) return;
            names.push_back(device.name);
        }
        const std::string hint = did_you_mean(mention.word, names);
        if (hint.empty()) return;
        reader_.reports.warning(mention.node,
                                {"undeclared-device",
                                 "device " + quoted(mention.word) + " is not declared, so it never queues",
                                 hint, "devices: " + comma_list(names)});
    }

    Reader& reader_;
    const Scenario& scenario_;
    NameSet shared_, private_, threads_, children_;
    std::set<std::pair<std::uint32_t, std::string_view>> locals_;
    std::vector<std::vector<std::uint32_t>> runs_, callers_;
    std::map<std::uint32_t, std::vector<std::uint32_t>> reaching_;
    std::size_t visits_ = 0;
};

} // namespace

void resolve(Reader& reader) { Resolution(reader).run(); }

} // namespace ossim
