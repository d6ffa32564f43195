// The report of a run: picture, tables, ties, outcome, what to try next.
#include "render/report.hpp"

#include "base/text.hpp"
#include "render/figures.hpp"
#include "render/report_deadlines.hpp"
#include "render/report_memory.hpp"
#include "render/report_tables.hpp"
#include "render/schedulability.hpp"
#include "render/table.hpp"

#include <algorithm>

namespace ossim {

namespace {

std::string title(const Metrics& metrics, const ReportContext& context, const Style& style) {
    const std::string dot = style.ascii ? " - " : " · ";
    const TraceHeader& header = metrics.header;
    std::string facts = counted(header.cpus, "CPU");
    if (!header.run_queues.empty())
        facts += header.run_queues == "per_cpu" ? ", a run queue each" : ", run queues " + header.run_queues;
    if (!header.warm_caches.empty()) facts += dot + "warm caches";
    if (!header.policy.empty()) facts += dot + policy_text(header);
    if (!header.costs.empty()) facts += dot + "costs " + header.costs;
    if (header.costs == "textbook" && overhead_of(metrics) == Duration()) facts += " (all 0)";
    std::string name = one_line(header.title.empty() ? context.file : header.title);
    if (!header.variant.empty()) name += " (variant " + header.variant + ")";
    const std::size_t needs = display_width(name) + 3 + display_width(facts);
    if (name.empty()) return wrapped(facts, style.width);
    if (needs > style.width) return wrapped(name, style.width) + wrapped(facts, style.width, "  ");
    return name + std::string(3 + std::min<std::size_t>(style.width - needs, 6), ' ') + facts + "\n";
}

std::string summary(const Metrics& metrics, const Style& style) {
    const auto value = [&](std::string_view name) { return find_metric(metrics, "", name); };
    std::string text;
    if (const auto users = value("utilisation")) text += "Utilisation " + percent(users->value);
    if (const auto overhead = value("overhead"); overhead && overhead->value > Ratio(0))
        text += ", overhead " + percent(overhead->value);
    if (const auto throughput = value("throughput"); throughput && throughput->value > Ratio(0))
        text += ", throughput " + decimal(throughput->value, 3) +
                (style.unit == Unit::tick ? " processes per 1000 ticks" : " processes a second");
    if (const auto fairness = value("fairness"); fairness && metrics.threads.size() > 1)
        text += ", fairness " + decimal(fairness->value, 3);
    return text.empty() ? "" : wrapped(text + ".", style.width, "  ");
}

/// How much of the time the caches were warm, where they are a rate.
std::string warmth(const Metrics& metrics, const Style& style) {
    if (metrics.header.warm_caches.empty() || metrics.cpus.empty()) return "";
    constexpr std::size_t most = 8;
    std::string text = "Ran warm: ";
    for (std::size_t i = 0; i < std::min(metrics.cpus.size(), most); ++i)
        text += (i > 0 ? ", CPU" : "CPU") + std::to_string(i) + " " +
                percent(find_metric(metrics, "cpu" + std::to_string(i), "warm_share")->value);
    if (metrics.cpus.size() > most) text += " and so on";
    return wrapped(text + " of the run.", style.width, "  ");
}

/// Who moved between run queues, and why.
std::string moves(const Metrics& metrics, const Style& style) {
    if (metrics.header.run_queues.empty()) return "";
    std::string text;
    for (std::size_t i = 0; i < metrics.queue_moves.size(); ++i) {
        if (metrics.queue_moves[i] == 0) continue;
        constexpr std::string_view words[] = {"stolen by an idle CPU", "moved by balancing",
                                              "placed elsewhere when woken", "moved because of affinity"};
        text +=
            (text.empty() ? "" : ", ") + std::to_string(metrics.queue_moves[i]) + " " + std::string(words[i]);
    }
    if (text.empty()) return "No thread moved between run queues.\n";
    return wrapped("Between run queues: " + text + ".", style.width, "  ");
}

std::string ties(const Metrics& metrics, const ReportContext& context, const Style& style) {
    if (metrics.picks == 0) return "";
    if (metrics.tied_picks == 0)
        return wrapped("No tie in " + counted(metrics.picks, "pick") + ".", style.width, "  ");
    std::string text = counted(metrics.tied_picks, "tie") + " in " + counted(metrics.picks, "pick") + ":";
    constexpr std::size_t shown = 5;
    for (std::size_t i = 0; i < std::min(shown, metrics.ties.size()); ++i) {
        const Tie& tie = metrics.ties[i];
        text += (i == 0 ? " at " : "; at ") + moment_text(tie.time, style.unit);
        if (metrics.cpus.size() > 1) text += " on CPU" + std::to_string(tie.cpu.value);
        text += " " + thread_name(metrics, tie.chosen);
        if (tie.other) text += " before " + thread_name(metrics, tie.other);
    }
    if (metrics.tied_picks > shown) text += "; and " + std::to_string(metrics.tied_picks - shown) + " more";
    text += ".";
    if (!context.tie_rule.empty()) text += " The rule: " + context.tie_rule + ".";
    return wrapped(text, style.width, "  ");
}

std::string outcome_words(const Metrics& metrics, const ReportContext& context, const Style& style) {
    const std::string at = moment_text(metrics.end, style.unit);
    const auto alive = static_cast<std::uint64_t>(std::count_if(
        metrics.threads.begin(), metrics.threads.end(), [](const ThreadMetrics& t) { return !t.end; }));
    const auto came = static_cast<std::uint64_t>(
        std::count_if(metrics.processes.begin(), metrics.processes.end(),
                      [](const ProcessMetrics& p) { return p.parent == init_pid; }));
    std::string left = alive == 0 ? "" : "; " + counted(alive, "thread had", "threads had") + " not ended";
    if (came < context.processes)
        left += "; " + counted(context.processes - came, "process had", "processes had") + " not arrived";
    const std::string why = context.message.empty() ? "" : ": " + context.message;
    switch (metrics.outcome) {
    case Outcome::finished:
        if (alive == 0) return "The run finished at " + at + ": every thread has ended";
        return "The run finished at " + at + left;
    case Outcome::until: return "The run was ended at " + at + ", as \"until\" says" + left;
    case Outcome::deadlock: return "Deadlock at " + at + why + left;
    case Outcome::limit: return "A limit ended the run at " + at + why + left;
    case Outcome::no_progress:
        return "The run was ended at " + at + " because it made no progress" + why + left;
    case Outcome::interrupted: return "The run was interrupted at " + at + left;
    }
    return "";
}

std::string outcome(const Metrics& metrics, const ReportContext& context, const Style& style) {
    std::string text = outcome_words(metrics, context, style);
    if (!text.ends_with('.')) text += ".";
    if (!metrics.complete) text += " The figures are of what was simulated so far: they are not complete.";
    return wrapped(text, style.width, "  ");
}

std::string rules(const Metrics& metrics, const Style& style) {
    const TraceHeader& header = metrics.header;
    std::string text = "Conventions: " + (header.conventions.empty() ? "ossim" : header.conventions);
    if (!header.settings.empty()) {
        text += header.conventions == "ossim" ? ", but" : "; other than ossim's own:";
        const char* before = " ";
        for (const auto& [name, value] : header.settings) {
            text += before + name + " " + value;
            before = ", ";
        }
    }
    return wrapped(text + ".", style.width, "  ");
}

std::string middle(const Metrics& metrics, const Style& style) {
    const Time half((metrics.end.ns() / 2 / length_of(style.unit).ns()) * length_of(style.unit).ns());
    return moment_text(half, style.unit);
}

std::string next(const Metrics& metrics, const ReportContext& context, const Style& style) {
    if (context.file.empty()) return "";
    const std::string file = shell_word(context.file);
    Table table({"Try next", ""});
    table.left(1);
    if (!context.variants.empty())
        table.add({"ossim compare " + file,
                   "its " + counted(context.variants.size(), "variant") + " side by side"});
    table.add({"ossim run " + file + " --explain", "why each choice was made"});
    table.add({"ossim show " + file + " --at " + middle(metrics, style) + " queues",
               "who was where at that moment"});
    table.add({"ossim show " + file + " switch 1", "one switch, step by step"});
    table.add({"ossim rules " + file, "the rules in force, in words"});
    if (context.expectations > 0)
        table.add({"ossim check " + file, "its " + counted(context.expectations, "expectation")});
    std::string out;
    if (table.fits(style)) {
        out = table.text(style);
    } else {
        out = "Try next\n";
        for (const std::string& line : table.first_column())
            out += line + "\n";
    }
    if (context.variants.empty()) out += "ossim compare " + file + " --vary scheduler.policy=fcfs,rr,srtf\n";
    return out;
}

void part(std::string& out, const std::string& text) {
    if (text.empty()) return;
    if (!out.empty()) out += '\n';
    out += text;
}

} // namespace

std::string report(const Metrics& metrics, const GanttSink* picture, const ReportContext& context,
                   const Style& style) {
    std::string out;
    part(out, title(metrics, context, style));
    if (picture != nullptr) part(out, gantt(*picture, style));
    if (context.printed != nullptr) part(out, printed_table(*context.printed, metrics, context.rows, style));
    part(out, threads_table(metrics, context.rows, style));
    part(out, deadlines_table(metrics, context.rows, style));
    part(out, schedulability_section(context.theory, metrics, context.rows, style));
    part(out, processes_table(metrics, context.rows, style) + ends_by_kernel(metrics, style));
    part(out, cpus_table(metrics, context.rows, style) + summary(metrics, style) + warmth(metrics, style));
    part(out, switches_table(metrics, style) + moves(metrics, style));
    part(out, memory_tables(metrics, style, context.rows));
    part(out, spans_table(metrics, style));
    part(out, devices_table(metrics, style));
    part(out, ties(metrics, context, style) + outcome(metrics, context, style) + rules(metrics, style));
    part(out, next(metrics, context, style));
    return out;
}

} // namespace ossim
