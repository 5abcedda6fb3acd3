using System.Buffers;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using SipEdge.Records;

namespace SipEdge.Tests.Records;

public sealed class RecordWriterTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly string _directory = Directory.CreateTempSubdirectory("sipedge-records-").FullName;

    private string Path1 => Path.Combine(_directory, "records.jsonl");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Everything_added_is_in_the_file_after_shutdown_once_and_in_order()
    {
        using (var queue = Queue(new RecordFile(Path1), capacity: 50_000))
        {
            for (var i = 0; i < 20_000; i++)
            {
                Assert.True(queue.Add($"{i}"));
            }
        }

        Assert.Equal(Enumerable.Range(0, 20_000).Select(i => $"{i}"), File.ReadAllLines(Path1));
    }

    [Fact]
    public void A_full_queue_drops_counts_and_never_waits()
    {
        using var sink = new GatedSink();
        using var queue = Queue(sink, capacity: 4);
        queue.Add("first");
        Assert.True(sink.Entered.Wait(Patience)); // the writer holds "first" and takes no more

        var taken = Enumerable.Range(0, 10).Count(i => queue.Add($"{i}"));

        Assert.Equal(4, taken);
        Assert.Equal(6, queue.Dropped);
        sink.Gate.Set();
    }

    [Fact]
    public void After_a_rotation_lines_go_to_the_new_file_and_the_old_one_is_complete()
    {
        var rotated = Path.Combine(_directory, "records.jsonl.1");
        using (var queue = Queue(new RecordFile(Path1)))
        {
            queue.Add("old");
            Assert.True(SpinWait.SpinUntil(() => queue.Written == 1, Patience));
            File.Move(Path1, rotated);
            queue.Add("late");
            Assert.True(queue.Reopen());
            queue.Add("new");
        }

        Assert.Equal(["old", "late"], File.ReadAllLines(rotated));
        Assert.Equal(["new"], File.ReadAllLines(Path1));
    }

    [Fact]
    public void A_disk_that_refuses_is_waited_out_and_nothing_is_lost_or_doubled()
    {
        var sink = new FailingSink(failures: 3);
        using (var queue = Queue(sink))
        {
            queue.Add("a");
            Assert.True(sink.Recovered.Wait(Patience));
            queue.Add("b");
        }

        Assert.Equal("a\nb\n", sink.Text.ToString());
    }

    [Fact]
    public async Task A_disk_that_refuses_for_good_does_not_hold_up_the_shutdown()
    {
        var queue = Queue(new FailingSink(failures: int.MaxValue));
        queue.Add("a");

        var stop = Task.Run(queue.Dispose);

        await stop.WaitAsync(Patience);
        Assert.Equal(0, queue.Written);
    }

    [Fact]
    public void The_file_is_readable_by_its_owner_and_group_only()
    {
        using (var queue = Queue(new RecordFile(Path1)))
        {
            queue.Add("a");
        }

        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(Path1) & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.GroupWrite));
    }

    private static RecordWriter<string> Queue(IRecordSink sink, int capacity = 100) => new(
        capacity, sink, static (text, into) => into.Write(Encoding.UTF8.GetBytes(text)), NullLogger.Instance, TimeSpan.FromMilliseconds(1));

    private sealed class GatedSink : IRecordSink
    {
        public ManualResetEventSlim Entered { get; } = new();

        public ManualResetEventSlim Gate { get; } = new();

        public void Write(ReadOnlySpan<byte> lines)
        {
            Entered.Set();
            Gate.Wait(Patience);
        }

        public void Reopen()
        {
        }

        public void Dispose() => Gate.Set();
    }

    private sealed class FailingSink(int failures) : IRecordSink
    {
        private int _left = failures;

        public StringBuilder Text { get; } = new();

        public ManualResetEventSlim Recovered { get; } = new();

        public void Write(ReadOnlySpan<byte> lines)
        {
            if (_left-- > 0)
            {
                throw new IOException("No space left on device");
            }

            Text.Append(Encoding.UTF8.GetString(lines));
            Recovered.Set();
        }

        public void Reopen()
        {
        }

        public void Dispose()
        {
        }
    }
}
