import BeckonWire
import Logging

/// Hears of a run: host into the journal, output into the spool, progress into the report.
struct FeedObserver: RunObserver {
    let feed: DeliveryFeed
    let journal: Journal
    let clock: any AgentClock
    let log: Logger

    /// The record is written before anything of the instruction runs, and not synced: it has to outlast the agent, which a
    /// written file does. It need not outlast a power cut, which ends the host as well.
    func willStart(in host: HostProcess) async {
        let record = JournalRecord.host(transaction: feed.transaction, attempt: feed.attempt, process: host)
        do { try await journal.append(record) } catch {
            log.error("the host of \(feed.transaction) is not in the journal: \(error)")
        }
    }

    func output(_ octets: [UInt8], to stream: OutputStream) async {
        do { try await feed.write(octets, to: stream) } catch {
            log.error("\(stream.rawValue) of \(feed.transaction) is cut: \(error)")
        }
    }

    func progress(_ progress: Progress) async {
        await feed.add(progress.bounded, at: clock.now)
    }
}
