using System.Buffers;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using SipEdge.Core.Observability;

namespace SipEdge.Records;

/// <summary>Where every loop leaves its records: one queue, one thread that writes, one destination.</summary>
public sealed class EdgeRecords : IEdgeRecords, IDisposable
{
    /// <summary>A minute of a busy edge, so that a slow disk is noticed before a record is lost.</summary>
    public const int Capacity = 100_000;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly RecordWriter<object> _writer;
    private readonly Meter _meter = new("SipEdge");

    public EdgeRecords(IRecordSink sink, string destination, ILogger logger)
    {
        Destination = destination;
        _writer = new RecordWriter<object>(Capacity, sink, WriteAndRelease, logger, RetryAfter);
        _meter.CreateObservableCounter("sipedge.record.written", () => _writer.Written, "{record}", "Records written");
        _meter.CreateObservableCounter("sipedge.record.dropped", () => _writer.Dropped, "{record}",
            "Records that found the queue full");
        _meter.CreateObservableGauge("sipedge.record.waiting", () => _writer.Waiting, "{record}",
            "Records waiting to be written");
    }

    /// <summary>The file, or "standard output".</summary>
    public string Destination { get; }

    public long Written => _writer.Written;

    public long Dropped => _writer.Dropped;

    public int Waiting => _writer.Waiting;

    /// <summary>
    /// The configured file; else one in the directory that the service manager made for logs; else standard output.
    /// </summary>
    public static EdgeRecords Open(string? path, Func<string, string?> environment, ILogger logger)
    {
        var logs = environment("LOGS_DIRECTORY")?.Split(':')[0];
        var file = path ?? (string.IsNullOrEmpty(logs) ? null : Path.Combine(logs, "records.jsonl"));
        return file is null
            ? new EdgeRecords(new RecordConsole(Console.OpenStandardOutput()), "standard output", logger)
            : new EdgeRecords(new RecordFile(file), file, logger);
    }

    public void CallEnded(CallRecord record) => _writer.Add(record);

    public void AttemptRefused(RefusalRecord record) => _writer.Add(record);

    public void AbuseSeen(AbuseRecord record) => _writer.Add(record);

    public void Changed(ChangeRecord record) => _writer.Add(record);

    public void RegistrationSeen(RegistrationRecord record) => _writer.Add(record);

    public void PhoneSeen(PhoneRecord record) => _writer.Add(record);

    /// <summary>After a rotation: what comes now goes to the new file.</summary>
    public bool Reopen() => _writer.Reopen();

    /// <summary>Writes everything that waits.</summary>
    public void Dispose()
    {
        _meter.Dispose();
        _writer.Dispose();
    }

    /// <summary>Nobody reads a record of a call after it was written.</summary>
    private static void WriteAndRelease(object record, IBufferWriter<byte> into)
    {
        RecordJson.Write(record, into);
        if (record is CallRecord call)
        {
            call.CallerMedia?.Release();
            call.CalleeMedia?.Release();
        }
    }
}
