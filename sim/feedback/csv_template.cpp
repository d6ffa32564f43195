// The teacher's own CSV: cells are found by their places in the text, so that all other bytes stay.
#include "ossim/feedback.hpp"

#include "base/text.hpp"
#include "feedback/wording.hpp"

#include <algorithm>
#include <map>

namespace ossim {

namespace {

struct TemplateCell {
    std::size_t begin = 0, end = 0; ///< with its quotes
    bool quoted = false;
    std::string value; ///< without quotes
};
using TemplateRow = std::vector<TemplateCell>;

char delimiter_of(std::string_view csv) {
    const std::string_view first = csv.substr(0, csv.find('\n'));
    char best = ',';
    for (const char each : {';', '\t'})
        if (std::count(first.begin(), first.end(), each) > std::count(first.begin(), first.end(), best))
            best = each;
    return best;
}

/// Rows and cells of a CSV, as RFC 4180 has them; a line may end in LF, CRLF or CR.
class TemplateReader {
  public:
    TemplateReader(std::string_view csv, std::size_t at, char delimiter)
        : csv_(csv), at_(at), delimiter_(delimiter) {}
    [[nodiscard]] const std::string& problem() const { return problem_; }

    std::vector<TemplateRow> rows() {
        std::vector<TemplateRow> all;
        while (at_ < csv_.size() && problem_.empty())
            all.push_back(row());
        return all;
    }

  private:
    TemplateRow row() {
        TemplateRow cells;
        ++number_;
        do
            cells.push_back(cell());
        while (at_ < csv_.size() && csv_[at_] == delimiter_ && ++at_ <= csv_.size());
        if (at_ < csv_.size() && csv_[at_] == '\r') ++at_;
        if (at_ < csv_.size() && csv_[at_] == '\n') ++at_;
        return cells;
    }
    [[nodiscard]] bool ends_cell(char c) const { return c == delimiter_ || c == '\n' || c == '\r'; }
    TemplateCell cell() {
        TemplateCell cell;
        cell.begin = at_;
        cell.quoted = at_ < csv_.size() && csv_[at_] == '"';
        if (cell.quoted) read_quoted(cell);
        while (at_ < csv_.size() && !ends_cell(csv_[at_]))
            cell.value += csv_[at_++];
        cell.end = at_;
        return cell;
    }
    void read_quoted(TemplateCell& cell) {
        for (++at_; at_ < csv_.size(); ++at_) {
            if (csv_[at_] != '"') {
                cell.value += csv_[at_];
            } else if (at_ + 1 < csv_.size() && csv_[at_ + 1] == '"') {
                cell.value += csv_[at_++];
            } else {
                ++at_;
                return;
            }
        }
        problem_ = "the quotes that open in row " + std::to_string(number_) + " never close";
    }

    std::string_view csv_;
    std::size_t at_;
    char delimiter_;
    std::size_t number_ = 0;
    std::string problem_;
};

/// Case and spaces aside.
std::string folded(std::string_view text) {
    std::string result;
    for (const char c : text)
        if (c != ' ' && c != '\t') result += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return result;
}

struct TemplateColumn {
    std::size_t index = 0;
    std::string problem;
};

TemplateColumn find_column(const TemplateRow& header, std::string_view column) {
    const std::string wanted = folded(column);
    std::vector<std::size_t> whole, beginning;
    for (std::size_t i = 0; i < header.size(); ++i) {
        const std::string name = folded(header[i].value);
        if (name == wanted) whole.push_back(i);
        if (name.starts_with(wanted)) beginning.push_back(i);
    }
    const auto& found = whole.empty() ? beginning : whole;
    if (found.size() == 1 && !wanted.empty()) return {found.front(), ""};
    std::vector<std::string> names;
    if (found.size() > 1 && !wanted.empty()) {
        for (const std::size_t i : found)
            names.push_back(header[i].value);
        return {0, "several columns begin with " + in_quotes(column) + ": " + some_of(names)};
    }
    for (const TemplateCell& cell : header)
        names.push_back(cell.value);
    return {0, "no column is called " + in_quotes(column) + "; there are " + some_of(names, 20)};
}

/// Fills a column; keeps what has been matched with what. Students go by their places in the order of names.
class TemplateFilling {
  public:
    TemplateFilling(std::vector<TemplateRow> rows, std::size_t column, std::span<const StudentResult> results)
        : rows_(std::move(rows)), column_(column), students_(by_student(results)), rows_of_(students_.size()),
          student_at_(rows_.size()) {
        for (std::size_t i = 0; i < students_.size(); ++i) {
            const auto [at, is_new] = by_name_.emplace(folded(students_[i]->student), i);
            if (!is_new) at->second.reset(); // two of the same name: neither is meant
        }
        id_column_ = best_column();
        for (std::size_t row = 1; row < rows_.size(); ++row)
            match(row);
    }

    [[nodiscard]] std::string text(std::string_view csv) const {
        std::string result;
        std::size_t at = 0;
        for (std::size_t row = 1; row < rows_.size(); ++row) {
            if (!is_filled(row)) continue;
            const StudentResult& student = *students_[*student_at_[row]];
            const TemplateCell& cell = rows_[row][column_];
            const std::string points = points_of(student.points, student.most);
            result +=
                std::string(csv.substr(at, cell.begin - at)) + (cell.quoted ? '"' + points + '"' : points);
            at = cell.end;
        }
        return result + std::string(csv.substr(at));
    }
    [[nodiscard]] std::vector<std::string> unmatched() const {
        std::vector<std::string> names;
        for (std::size_t i = 0; i < students_.size(); ++i)
            if (rows_of_[i].size() != 1) names.push_back(students_[i]->student);
        return names;
    }
    [[nodiscard]] std::vector<std::string> unfilled() const {
        std::vector<std::string> names;
        for (std::size_t row = 1; row < rows_.size(); ++row)
            if (!is_filled(row) && is_of_somebody(rows_[row]))
                names.push_back(id_column_ < rows_[row].size() ? rows_[row][id_column_].value : "");
        return names;
    }

  private:
    using Student = std::optional<std::size_t>;

    /// The whole cell, or what stands before its "@"; nothing if it is nobody, or two of the same name.
    [[nodiscard]] Student named(const std::string& cell) const {
        const std::string name = folded(cell);
        auto found = by_name_.find(name);
        if (found == by_name_.end()) found = by_name_.find(name.substr(0, name.find('@')));
        return found == by_name_.end() || name.empty() ? std::nullopt : found->second;
    }
    /// The column that names the most students; of equal ones the first.
    [[nodiscard]] std::size_t best_column() const {
        std::vector<std::size_t> counts{0};
        for (std::size_t row = 1; row < rows_.size(); ++row) {
            for (std::size_t i = 0; i < rows_[row].size(); ++i) {
                counts.resize(std::max(counts.size(), i + 1));
                if (i != column_ && named(rows_[row][i].value)) ++counts[i];
            }
        }
        return static_cast<std::size_t>(std::max_element(counts.begin(), counts.end()) - counts.begin());
    }
    void match(std::size_t row) {
        const TemplateRow& cells = rows_[row];
        if (cells.size() <= column_) return;
        Student found = id_column_ < cells.size() ? named(cells[id_column_].value) : std::nullopt;
        for (std::size_t i = 0; i < cells.size() && !found; ++i)
            if (i != column_) found = named(cells[i].value);
        if (!found) return;
        rows_of_[*found].push_back(row);
        student_at_[row] = found;
    }
    /// A student with two rows is in neither: which one is meant cannot be known.
    [[nodiscard]] bool is_filled(std::size_t row) const {
        return student_at_[row] && rows_of_[*student_at_[row]].size() == 1;
    }
    /// Not an empty line, nor Canvas's row of what each column is worth.
    [[nodiscard]] static bool is_of_somebody(const TemplateRow& row) {
        const bool is_empty = std::all_of(
            row.begin(), row.end(), [](const TemplateCell& cell) { return folded(cell.value).empty(); });
        return !is_empty && folded(row.front().value) != "pointspossible";
    }

    std::vector<TemplateRow> rows_;
    std::size_t column_, id_column_ = 0;
    std::vector<const StudentResult*> students_;
    std::vector<std::vector<std::size_t>> rows_of_; ///< by student
    std::vector<Student> student_at_;               ///< by row
    std::map<std::string, Student> by_name_;
};

} // namespace

FilledTemplate fill_template(std::string_view csv, std::string_view column,
                             std::span<const StudentResult> results) {
    FilledTemplate filled;
    const std::size_t begin = csv.starts_with("\xEF\xBB\xBF") ? 3 : 0;
    TemplateReader reader(csv, begin, delimiter_of(csv.substr(begin)));
    auto rows = reader.rows();
    filled.problem = reader.problem();
    if (filled.problem.empty() && rows.empty())
        filled.problem = "it is empty: the first row names the columns";
    if (!filled.problem.empty()) return filled;
    const TemplateColumn found = find_column(rows.front(), column);
    filled.problem = found.problem;
    if (!filled.problem.empty()) return filled;
    const TemplateFilling filling(std::move(rows), found.index, results);
    filled.text = filling.text(csv);
    filled.unmatched = filling.unmatched();
    filled.unfilled = filling.unfilled();
    return filled;
}

} // namespace ossim
