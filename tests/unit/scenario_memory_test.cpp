// What scenarios say of memory, and what `load` makes of it: the machine, the segments, the steps.
#include "scenario_catalogues.hpp"

#include "base/show_diagnostic.hpp"

#include <doctest/doctest.h>

#include <map>
#include <string>
#include <variant>

using namespace ossim;
using test::load_text;
using test::loaded;

namespace {

/// A machine with these keys, and a process that asks for memory.
MemorySpec machine(const std::string& keys) {
    return loaded("ossim: 1\nmachine: {" + keys + "}\nprocesses: [{name: A, burst: 1, memory: {}}]\n")
        .machine.memory;
}

Steps steps(const std::string& list) {
    return loaded("ossim: 1\nprocesses: [{name: A, program: " + list + "}]\n").programs.at(0).steps;
}

template <class A>
A only(const std::string& step) {
    const Steps all = steps("[" + step + "]");
    REQUIRE(all.size() == 1);
    REQUIRE(std::holds_alternative<A>(all[0].action));
    return std::get<A>(all[0].action);
}

PageList pages(const std::string& text) { return *only<Access>("{access: " + text + "}").pages; }

/// The heap that a process without sizes gets.
std::uint64_t heap_of(const std::string& process, const std::string& programs = "{}") {
    return *loaded("ossim: 1\nprograms: " + programs + "\nprocesses: [{name: A, " + process + "}]\n")
                .processes[0]
                .memory.heap;
}

constexpr std::uint64_t page = 4096;

} // namespace

TEST_CASE("memory is modelled only if something asks for it") {
    const auto is_modelled = [](const std::string& rest) {
        return loaded("ossim: 1\nobjects: {shared_memory: {b: 4KiB}}\n" + rest).machine.memory.modelled;
    };
    const std::string plain = "processes: [{name: A, burst: 5}]\n";
    CHECK_FALSE(is_modelled(plain));
    CHECK_FALSE(is_modelled("machine: {costs: x86-64-pcid}\n" + plain));
    CHECK_FALSE(is_modelled("machine: {tlb: {entries: 64}}\n" + plain));
    CHECK(is_modelled("machine: {memory: 64MiB}\n" + plain));
    CHECK(is_modelled("machine: {memory: {frames: 3}}\n" + plain));
    CHECK(is_modelled("processes: [{name: A, burst: 5, memory: {}}]\n"));
    for (const char* step : {"access: 1", "read: 0..3", "write: all", "map: {name: m, size: 4KiB}",
                             "grow_heap: 4KiB", "attach: b", "fault", "compute: {for: 5, working_set: 4KiB}",
                             "protect: {allow: read}", "fork: {how: eager}"}) {
        INFO(step);
        const std::string text = step;
        const std::string given = text == "fault" ? text : "{" + text + "}";
        CHECK(is_modelled("processes: [{name: A, program: [" + given + "]}]\n"));
    }
}

TEST_CASE("without a word about it the machine is the profile's") {
    const MemorySpec plain = machine("cpus: 1");
    CHECK(plain.page_size == 4096);
    CHECK(plain.page_table == PageTableSpec{1, 8, true});
    CHECK(plain.tlb.levels.empty());
    CHECK(plain.bytes == 0);
    CHECK_FALSE(plain.frames.has_value());
    const MemorySpec pcid = machine("costs: x86-64-pcid");
    CHECK(pcid.page_table == PageTableSpec{4, 8, false});
    CHECK(pcid.tlb.levels == std::vector<TlbLevel>{{64, 4}, {1536, 12}});
    CHECK(pcid.tlb.tags == 6);
    CHECK(pcid.cache.levels.size() == 2);
}

TEST_CASE("physical memory: a size, or frames, and the rules of replacement") {
    CHECK(machine("memory: 256MiB").bytes == 256 << 20);
    const MemorySpec spec =
        machine("memory: {frames: 3, allocation: local, window: 10ms, new_pages_referenced: false, "
                "swap: disk}, replacement: clock, devices: {disk: {access: 5ms}}");
    CHECK(spec.frames == 3);
    CHECK(spec.allocation == FrameAllocation::local);
    CHECK(spec.window == Duration(10'000'000));
    CHECK_FALSE(spec.new_pages_referenced);
    CHECK(spec.swap == "disk");
    CHECK(spec.replacement == PageReplacement::clock);
}

TEST_CASE("a TLB: given levels take the place of the profile's, other keys change one thing") {
    const MemorySpec small = machine("costs: x86-64-pcid, tlb: {entries: 16}");
    CHECK(small.tlb.levels == std::vector<TlbLevel>{{16, 0}});
    CHECK(small.tlb.huge_entries == 0);
    CHECK(small.tlb.tags == 6);
    const MemorySpec two = machine(
        "tlb: {entries: 16, ways: 4, second: {entries: 64, ways: 8}, replacement: fifo, "
        "huge_entries: 4, walk_entries: 16, flush_ceiling: 8, kernel_pages: 64, address_space_tags: full}");
    CHECK(two.tlb.levels == std::vector<TlbLevel>{{16, 4}, {64, 8}});
    CHECK(two.tlb.replacement == TlbReplacement::fifo);
    CHECK(two.tlb.huge_entries == 4);
    CHECK(two.tlb.walk_entries == 16);
    CHECK(two.tlb.flush_ceiling == 8);
    CHECK(two.tlb.kernel_pages == 64);
    CHECK(two.tlb.tags == 65'536);
    const MemorySpec untagged = machine("costs: x86-64-pcid, tlb: {address_space_tags: none}");
    CHECK(untagged.tlb.levels.size() == 2);
    CHECK(untagged.tlb.tags == 0);
    CHECK(machine("costs: x86-64-pcid, tlb: none").tlb.levels.empty());
}

TEST_CASE("tags come from the profile, its modifier, or the machine; the last word wins") {
    const auto tagged = [](const std::string& keys) {
        const Machine made =
            loaded("ossim: 1\nmachine: {" + keys + "}\nprocesses: [{name: A, burst: 1}]\n").machine;
        CHECK(made.costs.tagged_tlb == (made.memory.tlb.tags > 0));
        return made.memory.tlb.tags;
    };
    CHECK(tagged("costs: textbook") == 0);
    CHECK(tagged("costs: x86-64-pcid") == 6);
    CHECK(tagged("costs: {profile: x86-64-pcid, pcid: false}") == 0);
    CHECK(tagged("costs: {profile: x86-64-pcid, pcid: false}, tlb: {address_space_tags: 4}") == 4);
    CHECK(tagged("costs: x86-64-pcid, tlb: {address_space_tags: none}") == 0);
}

TEST_CASE("caches: one level, or a list, the fastest first") {
    const MemorySpec one = machine("costs: x86-64-pcid, cache: {size: 256KiB, line: 32, tagged_by: virtual}");
    CHECK(one.cache.levels == std::vector<CacheLevel>{{256 << 10, false}});
    CHECK(one.cache.line == 32);
    CHECK(one.cache.tagged_by == TaggedBy::virtual_address);
    const MemorySpec three = machine("cache: [{size: 32KiB}, {size: 1MiB}, {size: 8MiB, shared: true}]");
    CHECK(three.cache.levels ==
          std::vector<CacheLevel>{{32 << 10, false}, {1 << 20, false}, {8 << 20, true}});
    CHECK(three.cache.line == 64);
    CHECK(machine("costs: x86-64-pcid, cache: none").cache.levels.empty());
}

TEST_CASE("page tables: a tree, or one array") {
    CHECK(machine("page_table: {levels: 4}").page_table == PageTableSpec{4, 8, false});
    CHECK(machine("page_table: {levels: 2, entry_bytes: 4}").page_table == PageTableSpec{2, 4, false});
    CHECK(machine("costs: x86-64-pcid, page_table: {linear: true}").page_table == PageTableSpec{1, 8, true});
    CHECK(machine("page_table: {levels: 1, linear: false}").page_table == PageTableSpec{1, 8, false});
    CHECK(machine("page_size: 16KiB").page_size == 16 << 10);
}

TEST_CASE("the segments of a process") {
    const Scenario scenario = loaded(R"(ossim: 1
machine: {costs: x86-64-pcid, memory: 1GiB}
processes:
  - name: A
    burst: 1
    memory: {text: 512KiB, data: 64KiB, bss: 8KiB, heap: 4MiB, stack: 128KiB, mappings: {log: 64KiB},
             demand: true, huge_pages: true}
  - {name: B, burst: 1, memory: {heap: 8KiB}}
  - {name: C, burst: 1}
)");
    const ImageSpec& whole = scenario.processes[0].memory;
    CHECK(whole.given);
    CHECK(whole.text == 512 << 10);
    CHECK(whole.data == 64 << 10);
    CHECK(whole.bss == 8 << 10);
    CHECK(whole.heap == 4 << 20);
    CHECK(whole.stack == 128 << 10);
    REQUIRE(whole.mappings.size() == 1);
    CHECK(whole.mappings[0] == MappingSpec{"log", 64 << 10});
    CHECK(whole.demand);
    CHECK(whole.huge_pages);
    const ImageSpec& defaults = scenario.processes[1].memory;
    CHECK(defaults.text == default_text);
    CHECK(defaults.data == default_data);
    CHECK(defaults.bss == 0);
    CHECK(defaults.heap == 8 << 10);
    CHECK(defaults.stack == default_stack);
    CHECK_FALSE(defaults.demand);
    const ImageSpec& bare = scenario.processes[2].memory;
    CHECK_FALSE(bare.given);
    CHECK(bare.text + bare.data + bare.bss + bare.stack == 0);
    CHECK(bare.heap == 0);
    CHECK_FALSE(bare.demand);
}

TEST_CASE("with frames pages come by demand") {
    const Scenario scenario = loaded(R"(ossim: 1
machine: {memory: {frames: 3}, replacement: fifo}
processes:
  - {name: P, program: [{access: {pages: [1, 2, 3, 4, 1, 2, 5, 1, 2, 3, 4, 5]}}]}
  - {name: Q, burst: 1, memory: {heap: 4KiB}}
)");
    CHECK(scenario.processes[0].memory.demand);
    CHECK(scenario.processes[0].memory.heap == 6 * page);
    CHECK(scenario.processes[1].memory.demand);
}

TEST_CASE("a heap without a size is as large as what is referred to") {
    CHECK(heap_of("burst: 1") == 0);
    CHECK(heap_of("program: [{access: 7}]") == 8 * page);
    CHECK(heap_of("program: [{access: {random: 5, in: 2..9}}, {write: {addresses: [0x5000, 5]}}]") ==
          10 * page);
    CHECK(heap_of("program: [{read: {segment: log, pages: 0}}], memory: {mappings: {log: 4KiB}}") == 0);
    CHECK(heap_of("program: [{compute: {for: 1, working_set: 5000}}]") == 2 * page);
    CHECK(heap_of("program: [{compute: {for: 1, working_set: {size: 5000, own: false}}}]") == 5000);
    // Slices of their own: one for each thread, spawned ones too.
    CHECK(heap_of("threads: [{name: w, count: 3, program: p}]",
                  "{p: [{compute: {for: 1, working_set: 4KiB}}]}") == 3 * page);
    CHECK(heap_of("program: [{spawn: {program: p, count: 2}}]",
                  "{p: [{compute: {for: 1, working_set: 4KiB}}]}") == 3 * page);
    CHECK(heap_of("run_as: processes, threads: [{name: w, count: 3, program: p}]",
                  "{p: [{compute: {for: 1, working_set: 4KiB}}]}") == page);
    // What forked children do counts, for they run in a copy; what is exec'd does not.
    CHECK(heap_of("program: [{fork: p}, {fork: [{access: 3}]}]",
                  "{p: [{access: 5}, {fork: q}], q: [{access: 9}]}") == 10 * page);
    CHECK(heap_of("program: [{exec: p}]", "{p: [{access: 5}]}") == 0);
    CHECK(heap_of("program: p", "{p: [{fork: p}, {access: 5}]}") == 6 * page);
}

TEST_CASE("pages: lists, ranges and patterns") {
    CHECK(pages("[3, 1, 2]").pages == std::vector<std::uint64_t>{3, 1, 2});
    CHECK(pages("[3]").kind == PageList::Kind::list);
    const PageList one = pages("3"), range = pages("2..9"), all = pages("all");
    CHECK(one.kind == PageList::Kind::range);
    CHECK((one.first == 3 && one.last == 3 && !one.whole));
    CHECK((range.first == 2 && range.last == 9 && !range.whole));
    CHECK((all.kind == PageList::Kind::range && all.whole));
    const PageList stride = pages("{stride: 4, count: 100, in: 0..63}");
    CHECK(stride.kind == PageList::Kind::stride);
    CHECK((stride.stride == 4 && stride.count == 100 && stride.last == 63 && !stride.whole));
    const PageList random = pages("{random: 1k}"), zipf = pages("{zipf: 10, in: 5..6}");
    CHECK((random.kind == PageList::Kind::random && random.count == 1000 && random.whole));
    CHECK((zipf.kind == PageList::Kind::zipf && zipf.count == 10 && zipf.first == 5));
}

TEST_CASE("references in the short form, the long form, and with keys beside") {
    CHECK(only<Read>("{read: 0..3}").segment == "heap");
    const Access access = only<Access>("{access: {pages: [1, 2], write: 25%, each: 100ns}}");
    CHECK(access.write == 25);
    CHECK(access.each == Duration(100));
    const Write beside = only<Write>("{write: {random: 5}, each: 1us}");
    CHECK(beside.pages->kind == PageList::Kind::random);
    CHECK(beside.each == Duration(1'000));
    const Access bytes = only<Access>("{access: {addresses: [0x1A2b, 4KiB, 7], segment: heap}}");
    CHECK(bytes.addresses == std::vector<std::uint64_t>{0x1a2b, 4096, 7});
    CHECK_FALSE(bytes.pages.has_value());
}

TEST_CASE("working sets") {
    const WorkingSet plain = *only<Compute>("{compute: {for: 20us, working_set: 128KiB}}").working_set;
    CHECK(plain.size == 128 << 10);
    CHECK(plain.segment == "heap");
    CHECK(plain.own);
    CHECK(plain.write == 0);
    const Compute beside =
        only<Compute>("{compute: 20us, working_set: {size: 64KiB, own: false, write: 1/4}}");
    CHECK(beside.duration.low == Duration(20'000));
    CHECK_FALSE(beside.working_set->own);
    CHECK(beside.working_set->write == 25);
    CHECK_FALSE(only<Compute>("{compute: 5}").working_set.has_value());
}

TEST_CASE("the steps that change an address space") {
    const Scenario scenario = loaded(R"(ossim: 1
objects: {shared_memory: {buffer: 64KiB}}
programs:
  p:
    - map: {name: log, size: 64KiB, allow: read, demand: false}
    - unmap: log
    - unmap: {segment: log, pages: 0..32}
    - protect: {pages: 3, allow: none}
    - grow_heap: 1MiB
    - attach: buffer
    - fault
    - {read: {segment: buffer, pages: 0..15}}
processes: [{name: A, program: p}]
)");
    const Steps& all = scenario.programs[0].steps;
    const auto& map = std::get<Map>(all[0].action);
    CHECK(map.label == "log");
    CHECK(map.size == 64 << 10);
    CHECK(map.allow == Permission::read);
    CHECK_FALSE(map.demand);
    CHECK_FALSE(std::get<Unmap>(all[1].action).pages.has_value());
    CHECK(std::get<Unmap>(all[2].action).pages->last == 32);
    CHECK(std::get<Protect>(all[3].action).allow == Permission::none);
    CHECK(std::get<Protect>(all[3].action).segment == "heap");
    CHECK(std::get<GrowHeap>(all[4].action).by == 1 << 20);
    CHECK(std::get<Attach>(all[5].action).memory == "buffer");
    CHECK(std::holds_alternative<Fault>(all[6].action));
    REQUIRE(scenario.shared_memory.size() == 1);
    CHECK(scenario.shared_memory[0].size == 64 << 10);
}

TEST_CASE("exec has a new address space, sized like that of a process") {
    const Scenario scenario = loaded(R"(ossim: 1
programs:
  shell:
    - fork: {name: child, how: vfork, program: [{exec: tool}]}
    - exec: {program: tool, memory: {heap: 64KiB}}
  tool: [{write: 0..9}]
processes: [{name: A, program: shell}]
)");
    const Steps& shell = scenario.programs[0].steps;
    const auto& fork = std::get<Fork>(shell[0].action);
    CHECK(fork.how == ForkHow::vfork);
    const auto& bare = std::get<Exec>(fork.program->steps[0].action);
    REQUIRE(bare.memory.has_value());
    CHECK(bare.memory->heap == 10 * page);
    CHECK_FALSE(bare.memory->given);
    const auto& sized = std::get<Exec>(shell[1].action);
    CHECK(sized.program == "tool");
    CHECK(sized.memory->heap == 64 << 10);
    CHECK(sized.memory->text == default_text);
    CHECK(scenario.processes[0].memory.heap == 0);
}

TEST_CASE("the headline example of the language") {
    const Scenario scenario = loaded(R"(ossim: 1
machine: {cpus: 1, costs: x86-64-pcid, memory: 256MiB}
scheduler: {policy: rr, quantum: 2ms}
programs:
  worker:
    - repeat: {times: 1250, do: [{compute: {for: 20us, working_set: {size: 128KiB, in: heap}}}, yield]}
processes:
  - name: server
    memory: {text: 512KiB, data: 64KiB, heap: 4MiB, stack: 64KiB}
    threads: [{name: worker, count: 4, program: worker}]
)");
    CHECK(scenario.machine.memory.modelled);
    const auto& repeat = std::get<Repeat>(scenario.programs[0].steps[0].action);
    CHECK(std::get<Compute>(repeat.steps[0].action).working_set->size == 128 << 10);
}

// --- cost files ---

namespace {

class HeldFiles : public ScenarioFiles {
  public:
    std::map<std::string, std::string> texts;
    int reads = 0;
    FileText read(const std::string& path) override {
        ++reads;
        const auto found = texts.find(path);
        if (found == texts.end()) return {std::nullopt, "no such file"};
        return {found->second, {}};
    }
};

constexpr const char* laptop = R"(ossim_costs: 1
name: laptop
about: measured by hand
profile: x86-64-pcid
trap_in: {value: 51ns, basis: "measured: half of getppid"}
walk_level: 1.25ns
kpti: true
overlap: 40%
machine: {page_size: 16KiB, cache: [{size: 32KiB}, {size: 2MiB}]}
)";

/// What is wrong with a cost file, a line each.
std::string wrong_with(const std::string& text) {
    const test::Catalogue catalogue;
    std::string lines;
    for (const Diagnostic& each : load_cost_file({"x.costs.yaml", text}, catalogue.all()).diagnostics)
        lines += std::to_string(each.at.line) + ": " + each.message + " [" + each.code + "]\n";
    return lines;
}

} // namespace

TEST_CASE("a cost profile out of a file") {
    HeldFiles files;
    files.texts["./laptop.costs.yaml"] = laptop;
    LoadOptions options;
    options.files = &files;
    const Machine machine =
        loaded("ossim: 1\nmachine: {costs: ./laptop.costs.yaml, memory: 64MiB}\n"
               "processes: [{name: A, burst: 1}]\nvariants: {a: {}, b: {machine.cpus: 2}}\n",
               options)
            .machine;
    CHECK(machine.costs.profile == "laptop");
    CHECK(machine.costs.trap_in == Price::of_ns(51));
    CHECK(machine.costs.walk_level == Price(1'250));
    CHECK(machine.costs.overlap == 40);
    CHECK(machine.costs.crossing() == Price(70'000));
    CHECK(machine.costs.tagged_tlb);
    CHECK(machine.memory.page_size == 16 << 10);
    CHECK(machine.memory.cache.levels.size() == 2);
    CHECK(machine.memory.tlb.levels.size() == 2);
    CHECK(files.reads == 1); // whatever variants there are
    const Machine changed =
        loaded("ossim: 1\nmachine: {costs: {profile: ./laptop.costs.yaml, kpti: false, trap_out: 9ns}}\n"
               "processes: [{name: A, burst: 1}]\n",
               options)
            .machine;
    CHECK(changed.costs.crossing() == Price());
    CHECK(changed.costs.trap_in == Price::of_ns(51));
    CHECK(changed.costs.trap_out == Price::of_ns(9));
}

TEST_CASE("a cost file tells what its figures rest on") {
    const test::Catalogue catalogue;
    const CostFile file = load_cost_file({"folder/mine.costs.yaml", laptop}, catalogue.all());
    REQUIRE(file.profile.has_value());
    CHECK(file.about == "measured by hand");
    REQUIRE(file.figures.size() == 4);
    CHECK(file.figures[0].name == "trap_in");
    CHECK(file.figures[0].value == "51ns");
    CHECK(file.figures[0].basis == "measured: half of getppid");
    CHECK(file.figures[1].name == "kpti");
    const CostFile bare = load_cost_file({"folder/mine.costs.yaml", "ossim_costs: 1\n"}, catalogue.all());
    CHECK(bare.profile->profile == "mine");
}

TEST_CASE("wrong and hostile cost files") {
    CHECK(wrong_with("ossim_costs: 2\n") == "1: this is for version \"2\" of the form [wrong-version]\n");
    CHECK(wrong_with("trap_in: 5ns\n") == "1: \"ossim_costs\" is missing in the cost file [missing-key]\n");
    CHECK(wrong_with("[1, 2]\n") == "1: a cost file is a mapping of keys to values [not-a-cost-file]\n");
    CHECK(wrong_with("") == "0: there is no scenario in this file [empty-file]\n");
    CHECK(wrong_with("ossim_costs: 1\ntrap: 5ns\n") ==
          "2: unknown key \"trap\" in the cost file [unknown-key]\n");
    CHECK(wrong_with("ossim_costs: 1\nprofile: vax\n") ==
          "2: \"profile\" of the cost file cannot be \"vax\" [unknown-word]\n");
    CHECK(wrong_with("ossim_costs: 1\nprofile: other.costs.yaml\n") ==
          "2: \"profile\" of the cost file cannot be \"other.costs.yaml\" [unknown-word]\n");
    CHECK(wrong_with("ossim_costs: 1\ntrap_in: {basis: none}\n") ==
          "2: \"value\" is missing in trap_in [missing-key]\n");
    CHECK(wrong_with("ossim_costs: 1\ntrap_in: {value: {value: 5}}\n") ==
          "2: \"trap_in\" of the cost file must be a duration, as in 5ms, not a mapping [wrong-type]\n");
    CHECK(wrong_with("ossim_costs: 1\nmachine: {page_size: 5000}\n") ==
          "2: \"page_size\" must be a power of two, not 5000 [bad-geometry]\n");
    CHECK(wrong_with("ossim_costs: 1\na: &a [*a, *a]\n").find("alias") != std::string::npos);
    CHECK(wrong_with(std::string("ossim_costs: 1\n\x01")).find("control-character") != std::string::npos);
    CHECK(wrong_with("ossim_costs: 1\nabout: " + std::string(300'000, 'x')).find("too-large") !=
          std::string::npos);
}

TEST_CASE("errors of a cost file stand beside those of the scenario, with its text") {
    HeldFiles files;
    files.texts["bad.costs.yaml"] = "ossim_costs: 1\ntrap_in: soon\n";
    LoadOptions options;
    options.files = &files;
    const LoadResult result = load_text(
        "ossim: 1\nmachine: {costs: bad.costs.yaml}\nprocesses: [{name: A, brust: 1}]\nvariants: {a: {}}\n",
        options);
    CHECK_FALSE(result.scenario.has_value());
    REQUIRE(result.files.size() == 1);
    CHECK(show_all(result.diagnostics, result.files)
              .find("bad.costs.yaml:2:10: error: \"trap_in\" of the cost "
                    "file: \"soon\" is not a duration") != std::string::npos);
    CHECK(result.diagnostics.back().file == "bad.costs.yaml");
    const LoadResult none =
        load_text("ossim: 1\nmachine: {costs: none.costs.yaml}\nprocesses: [{name: A, burst: 1}]\n", options);
    REQUIRE(none.diagnostics.size() == 1);
    CHECK(none.diagnostics[0].message == "the cost file \"none.costs.yaml\" cannot be read: no such file");
}

TEST_CASE("only names that end in .costs.yaml are files") {
    CHECK(names_cost_file("./a.costs.yaml"));
    CHECK(names_cost_file("/etc/a.costs.yaml"));
    CHECK_FALSE(names_cost_file("/etc/passwd"));
    CHECK_FALSE(names_cost_file("x86-64-pcid"));
    CHECK_FALSE(names_cost_file(".costs.yaml"));
}
