import Foundation
import TestSupport

/// Plugins written in C for a test, compiled when they are needed.
struct CPlugin {
    /// Compiles `source` to a shared object in `directory`.
    @discardableResult
    static func build(_ source: String, named name: String, in directory: TemporaryDirectory) async throws -> String {
        let file = try directory.write("#include \"executor_plugin.h\"\n" + source, to: "\(name).c")
        let plugin = directory.path("\(name).so")
        let header = URL(filePath: #filePath).appending(path: "../../../../Sources/CExecutorPlugin/include").standardized
        let compiler = Process()
        compiler.executableURL = URL(filePath: "/usr/bin/cc")
        compiler.arguments = ["-shared", "-fPIC", "-O0", "-w", "-I", header.path(percentEncoded: false), "-o", plugin, file]
        try await compiler.runToItsEnd()
        guard compiler.terminationStatus == 0 else { throw BuildFailure(plugin: name) }
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: plugin)
        return plugin
    }

    struct BuildFailure: Error {
        let plugin: String
    }

    /// A plugin with one executor of this name whose `run` is `body`; `host` and `instruction` are in scope.
    static func source(
        executor: String, run body: String = "end(host, EXECUTOR_SUCCEEDED);", schema: String = "{\\\"type\\\": \\\"object\\\"}",
        resultSchema: String = "{}", abi: String = "EXECUTOR_PLUGIN_ABI_V1", before: String = ""
    ) -> String {
        """
        #define _GNU_SOURCE
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        #include <signal.h>
        #include <unistd.h>
        #include <sys/wait.h>
        static void end(const executor_host_v1 *host, uint32_t outcome) {
            executor_outcome_v1 said = {.outcome = outcome};
            host->finish(host->context, &said);
        }
        static void end_with(const executor_host_v1 *host, const char *json) {
            executor_outcome_v1 said = {.result_json = (const uint8_t *)json, .result_length = strlen(json)};
            host->finish(host->context, &said);
        }
        static void say(const executor_host_v1 *host, const char *text) {
            host->output(host->context, EXECUTOR_STDOUT, (const uint8_t *)text, strlen(text));
        }
        static void say_number(const executor_host_v1 *host, long number) {
            char text[32];
            snprintf(text, sizeof text, "%ld\\n", number);
            say(host, text);
        }
        \(before)
        static void run(void *context, const executor_host_v1 *host, const executor_instruction_v1 *instruction) {
            \(body)
        }
        static const executor_declaration_v1 executors[] = {
            {"\(executor)", "1.2.3", "For a test.", "\(schema)", "\(resultSchema)", 0, run}};
        static const executor_plugin_table_v1 table = {\(abi), "test", "0.1.0", executors, 1};
        const executor_plugin_table_v1 *executor_plugin_v1(uint32_t abi) { return &table; }
        """
    }

    /// Starts a daemon as daemons are started, with no environment left, and says its pid.
    static let daemon = """
        static void start_daemon(const executor_host_v1 *host, int keeps_environment) {
            int ends[2];
            pipe(ends);
            if (fork() == 0) {
                setsid();
                if (fork() == 0) {
                    long pid = getpid();
                    write(ends[1], &pid, sizeof pid);
                    char *none[] = {0}, *arguments[] = {"sleep", "1000", 0};
                    if (keeps_environment) execv("/bin/sleep", arguments);
                    execve("/bin/sleep", arguments, none);
                }
                _exit(0);
            }
            long pid = 0;
            read(ends[0], &pid, sizeof pid);
            say_number(host, pid);
        }
        """
}

extension Process {
    /// Runs it without holding a thread of the task pool.
    func runToItsEnd() async throws {
        try await withCheckedThrowingContinuation { continuation in
            terminationHandler = { _ in continuation.resume() }
            do { try run() } catch { continuation.resume(throwing: error) }
        }
    }
}
