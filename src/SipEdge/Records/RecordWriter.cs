using System.Buffers;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace SipEdge.Records;

/// <summary>Renders one record as JSON, without the line end.</summary>
public delegate void RecordRenderer<in T>(T record, IBufferWriter<byte> into);

/// <summary>
/// Takes records from the loops without ever making them wait, and writes them in batches on a thread of its own. Bounded:
/// when the disk does not take them the queue fills, and what does not fit is dropped and counted.
/// </summary>
public sealed class RecordWriter<T> : IDisposable
    where T : class
{
    private const int BatchBytes = 64 * 1024;

    /// <summary>How long a record may wait to be written with others.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);

    private readonly Channel<Entry> _entries;
    private readonly IRecordSink _sink;
    private readonly RecordRenderer<T> _render;
    private readonly ILogger _logger;
    private readonly TimeSpan _retryAfter;
    private readonly ManualResetEventSlim _stopping = new();
    private readonly Thread _writer;
    private long _dropped;
    private long _written;

    public RecordWriter(int capacity, IRecordSink sink, RecordRenderer<T> render, ILogger logger, TimeSpan retryAfter)
    {
        _entries = Channel.CreateBounded<Entry>(new BoundedChannelOptions(capacity)
        {
            SingleReader = true,
            FullMode = BoundedChannelFullMode.Wait, // TryWrite then says no when it is full
        });
        _sink = sink;
        _render = render;
        _logger = logger;
        _retryAfter = retryAfter;
        _writer = new Thread(Run) { IsBackground = true, Name = "sipedge-records" };
        _writer.Start();
    }

    /// <summary>Records that found the queue full.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    public long Written => Interlocked.Read(ref _written);

    public int Waiting => _entries.Reader.Count;

    /// <summary>Returns at once. False when the record was dropped.</summary>
    public bool Add(T record)
    {
        if (_entries.Writer.TryWrite(new Entry(record)))
        {
            return true;
        }

        Interlocked.Increment(ref _dropped);
        return false;
    }

    /// <summary>Has the sink opened anew once everything added before is written. False when the queue is full.</summary>
    public bool Reopen() => _entries.Writer.TryWrite(default);

    /// <summary>Writes everything that was added, then ends the thread and closes the sink.</summary>
    public void Dispose()
    {
        _entries.Writer.TryComplete();
        _stopping.Set();
        if (_writer != Thread.CurrentThread)
        {
            _writer.Join();
        }

        _sink.Dispose();
        _stopping.Dispose();
    }

    private void Run()
    {
        var batch = new ArrayBufferWriter<byte>(BatchBytes);
        while (WaitForEntries())
        {
            var count = 0;
            var reopen = false;
            while (batch.WrittenCount < BatchBytes && !reopen && _entries.Reader.TryRead(out var entry))
            {
                reopen = entry.Record is null;
                if (entry.Record is { } record)
                {
                    _render(record, batch);
                    batch.Write("\n"u8);
                    count++;
                }
            }

            if (Write(batch.WrittenSpan, reopen, count))
            {
                Interlocked.Add(ref _written, count);
            }

            batch.ResetWrittenCount();
        }
    }

    /// <summary>
    /// True when there is something to write, false when everything was written and nothing more will come. It looks at
    /// intervals: to wake a thread for each record cost a loop more than the record itself.
    /// </summary>
    private bool WaitForEntries()
    {
        while (_entries.Reader.Count == 0)
        {
            if (_stopping.Wait(Pace))
            {
                // The queue was closed before this was set, so nothing can be added after the look.
                return _entries.Reader.Count > 0;
            }
        }

        return true;
    }

    // A full disk or a missing directory is waited out, not skipped: the batch stays until it is written or the edge stops.
    private bool Write(ReadOnlySpan<byte> lines, bool reopen, int count)
    {
        var failed = false;
        while (true)
        {
            try
            {
                if (lines.Length > 0)
                {
                    _sink.Write(lines);
                    lines = default;
                }

                if (reopen)
                {
                    _sink.Reopen();
                }

                if (failed)
                {
                    RecordLog.WriteRecovered(_logger, Dropped);
                }

                return true;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                if (_stopping.IsSet)
                {
                    RecordLog.LostAtStop(_logger, count, e.Message);
                    return false;
                }

                if (!failed)
                {
                    RecordLog.WriteFailed(_logger, e.Message);
                }

                failed = true;
                _stopping.Wait(_retryAfter);
            }
        }
    }

    // A null record asks for the sink to be opened anew.
    private readonly record struct Entry(T? Record);
}
