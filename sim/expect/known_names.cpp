// Gathers the names of a scenario, those that its programs create included.
#include "expect/known_names.hpp"

#include "base/text.hpp"
#include "expect/claims.hpp"

#include <algorithm>

namespace ossim {

namespace {

/// Is it the name of a family, or of one of its members: "job", "job.7"?
bool is_of_family(std::string_view text, std::string_view name, std::uint32_t count) {
    if (text == name) return true;
    if (count < 2 || text.size() <= name.size() + 1 || !text.starts_with(name) || text[name.size()] != '.')
        return false;
    const auto number = parse_integer(text.substr(name.size() + 1));
    return number.value && *number.value >= 1 && *number.value <= count;
}

bool has(const std::vector<std::string>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

void add_once(std::vector<std::string>& names, const std::string& name) {
    if (!name.empty() && !has(names, name)) names.push_back(name);
}

std::string member(const std::string& name, std::uint32_t index, std::uint32_t count) {
    return count > 1 ? name + "." + std::to_string(index) : name;
}

constexpr std::size_t most_listed = 4'096;

} // namespace

KnownNames::KnownNames(const Scenario& scenario) : cpus_(scenario.machine.cpus) {
    for (const ProcessSpec& process : scenario.processes)
        add_process(process);
    for (const DeviceSpec& device : scenario.machine.devices)
        add_once(devices_, device.name);
    for (const ProgramSpec& program : scenario.programs)
        learn(program.steps);
    if (created_.empty() && !names_itself_) list_threads(scenario);
}

void KnownNames::add_process(const ProcessSpec& process) {
    processes_.push_back({process.name, process.count});
    add_once(groups_, process.group);
    std::vector<Family>& members = members_.emplace_back();
    for (const ThreadSpec& thread : process.threads) {
        add_once(groups_, thread.group);
        if (process.threads_given) members.push_back({thread.name, thread.count});
    }
}

void KnownNames::learn(const ProgramRef* program, const std::string& label) {
    const std::string name = !label.empty() || program == nullptr ? label : program->name;
    if (name.empty())
        names_itself_ = true;
    else
        add_once(created_, name);
    if (program != nullptr) learn(program->steps);
}

void KnownNames::learn(const Steps& steps) {
    for (const Step& step : steps) {
        if (const auto* io = std::get_if<Io>(&step.action)) add_once(devices_, io->device);
        if (const auto* repeat = std::get_if<Repeat>(&step.action)) learn(repeat->steps);
        if (const auto* forever = std::get_if<Forever>(&step.action)) learn(forever->steps);
        if (const auto* loop = std::get_if<While>(&step.action)) learn(loop->steps);
        if (const auto* choice = std::get_if<If>(&step.action)) learn(choice->then), learn(choice->otherwise);
        if (const auto* choose = std::get_if<Choose>(&step.action))
            for (const Branch& branch : choose->from)
                learn(branch.steps);
        if (const auto* span = std::get_if<Span>(&step.action))
            add_once(spans_, span->label), learn(span->steps);
        if (const auto* spawn = std::get_if<Spawn>(&step.action)) learn(&spawn->program, spawn->label);
        if (const auto* fork = std::get_if<Fork>(&step.action))
            learn(fork->program ? &*fork->program : nullptr, fork->label);
    }
}

void KnownNames::list_threads(const Scenario& scenario) {
    std::vector<std::string> all;
    for (const ProcessSpec& process : scenario.processes)
        for (std::uint32_t p = 1; p <= process.count; ++p) {
            const std::string name = member(process.name, p, process.count);
            if (!process.threads_given) all.push_back(name);
            for (const ThreadSpec& thread : process.threads)
                for (std::uint32_t t = 1;
                     process.threads_given && t <= thread.count && all.size() <= most_listed; ++t)
                    all.push_back(name + "/" + member(thread.name, t, thread.count));
            if (all.size() > most_listed) return;
        }
    threads_ = std::move(all);
}

bool KnownNames::has_subject(std::string_view name) const {
    if (name == "any" || name == "init" || has(groups_, name)) return true;
    const std::size_t slash = name.find('/');
    const std::string_view front = name.substr(0, slash);
    for (std::size_t i = 0; i < processes_.size(); ++i) {
        const Family& process = processes_[i];
        const bool is_it = is_of_family(front, process.name, process.count);
        if (is_it && slash == std::string_view::npos) return true;
        if (names_itself_ && continues_name(process.name, name)) return true;
        for (const Family& thread : members_[i]) {
            if (slash == std::string_view::npos && is_of_family(name, thread.name, thread.count)) return true;
            if (is_it && slash != std::string_view::npos &&
                is_of_family(name.substr(slash + 1), thread.name, thread.count))
                return true;
        }
    }
    const std::size_t last = name.rfind('/');
    const std::string_view own = last == std::string_view::npos ? name : name.substr(last + 1);
    return std::any_of(created_.begin(), created_.end(), [&](const std::string& made) {
        return own == made || name == made || continues_name(made, own);
    });
}

bool KnownNames::has_cpu(std::string_view name) const {
    if (!name.starts_with("cpu")) return false;
    const auto number = parse_integer(name.substr(3));
    return number.value && *number.value >= 0 && *number.value < std::int64_t{cpus_};
}

bool KnownNames::has_device(std::string_view name) const { return has(devices_, name); }
bool KnownNames::has_span(std::string_view name) const { return has(spans_, name); }

std::string KnownNames::suggest(std::string_view name) const {
    std::vector<std::string> all;
    for (std::size_t i = 0; i < processes_.size() && all.size() < most_listed; ++i) {
        const std::string process = member(processes_[i].name, 1, processes_[i].count);
        all.push_back(process);
        for (const Family& thread : members_[i])
            all.push_back(process + "/" + member(thread.name, 1, thread.count));
    }
    all.insert(all.end(), groups_.begin(), groups_.end());
    all.insert(all.end(), created_.begin(), created_.end());
    all.push_back("cpu0");
    const std::vector<std::string_view> views(all.begin(), all.end());
    const std::string near = nearest(name, views);
    if (!near.empty()) return "did you mean \"" + near + "\"?";
    return views.size() <= 8 ? "the names here are " + quoted_list(views) : "";
}

std::optional<std::string> named_by_column(std::string_view character, std::span<const std::string> threads) {
    for (const std::string& name : threads)
        if (name == character) return name;
    const auto only = [&](auto fits) -> std::optional<std::string> {
        const auto first = std::find_if(threads.begin(), threads.end(), fits);
        if (first == threads.end() || std::find_if(first + 1, threads.end(), fits) != threads.end())
            return std::nullopt;
        return *first;
    };
    if (auto found = only([&](const std::string& name) { return name.ends_with(character); })) return found;
    return only([&](const std::string& name) { return name.starts_with(character); });
}

} // namespace ossim
