// The program: hands the arguments to the command line and returns its exit code.
#include "cli/program.hpp"
#include "cli/system_console.hpp"

int main(int count, char** words) {
    ossim::SystemConsole console;
    return ossim::run_program({words + (count > 0 ? 1 : 0), words + count}, console);
}
