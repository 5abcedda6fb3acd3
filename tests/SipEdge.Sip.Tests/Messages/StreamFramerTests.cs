using System.Buffers;
using SipEdge.Sip.Messages;
using static SipEdge.Sip.Tests.Messages.Parsed;

namespace SipEdge.Sip.Tests.Messages;

public sealed class StreamFramerTests
{
    [Fact]
    public void Every_prefix_of_a_message_needs_more_data()
    {
        var framer = new StreamFramer(ParseLimits.Default);
        for (var length = 0; length < SampleMessages.Invite.Length; length++)
        {
            Assert.Equal(FrameStatus.NeedMoreData, framer.TryFrame(new(SampleMessages.Invite, 0, length), out var none));
            Assert.Equal(0, none);
        }

        Assert.Equal(FrameStatus.Message, framer.TryFrame(new(SampleMessages.Invite), out var whole));
        Assert.Equal(SampleMessages.Invite.Length, whole);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(64)]
    public void Messages_are_found_in_segments_of_any_size(int segmentSize)
    {
        byte[] stream = [.. SampleMessages.Invite, .. "\r\n"u8, .. SampleMessages.Options, .. SampleMessages.Ok];
        var sequence = Segments(stream, segmentSize);
        var framer = new StreamFramer(ParseLimits.Default);
        var lengths = new List<long>();
        while (framer.TryFrame(sequence, out var length) is FrameStatus.Message or FrameStatus.LineBreak)
        {
            lengths.Add(length);
            sequence = sequence.Slice(length);
        }

        Assert.Equal([SampleMessages.Invite.Length, 2, SampleMessages.Options.Length, SampleMessages.Ok.Length], lengths);
        Assert.True(sequence.IsEmpty);
        Assert.Equal(ParseStatus.Complete, framer.Refusal);
    }

    [Fact]
    public void Bytes_may_trickle_in_across_segments()
    {
        var framer = new StreamFramer(ParseLimits.Default);
        for (var length = 0; length < SampleMessages.Ok.Length; length++)
        {
            Assert.Equal(FrameStatus.NeedMoreData, framer.TryFrame(Segments(SampleMessages.Ok[..length], 5), out _));
        }

        Assert.Equal(FrameStatus.Message, framer.TryFrame(Segments(SampleMessages.Ok, 5), out _));
    }

    [Fact]
    public void Two_line_breaks_are_a_ping_however_they_arrive()
    {
        var framer = new StreamFramer(ParseLimits.Default);

        Assert.Equal(FrameStatus.NeedMoreData, framer.TryFrame(new("\r"u8.ToArray()), out _));
        Assert.Equal(FrameStatus.LineBreak, framer.TryFrame(new("\r\n"u8.ToArray()), out var length));
        Assert.Equal(2, length);
        Assert.Equal(FrameStatus.Ping, framer.TryFrame(new("\r\n"u8.ToArray()), out length));
        Assert.Equal(2, length);
        Assert.Equal(FrameStatus.LineBreak, framer.TryFrame(new("\r\n\r\n"u8.ToArray()), out _));
        Assert.Equal(FrameStatus.Message, framer.TryFrame(new(SampleMessages.Options), out _));
        Assert.Equal(FrameStatus.LineBreak, framer.TryFrame(new("\r\n"u8.ToArray()), out _));
    }

    [Theory]
    [InlineData("Content-Length: 5", 5)]
    [InlineData("l:5", 5)]
    [InlineData("L \t:\r\n 5 ", 5)]
    [InlineData("CONTENT-length: 0005", 5)]
    [InlineData("Content-Length: 5\r\nl: 5", 5)]
    public void The_length_is_read_as_the_parser_reads_it(string line, int body)
    {
        byte[] stream = [.. With(line, "Content-Length"), .. "12345 and more"u8];
        var head = stream.AsSpan().IndexOf("\r\n\r\n"u8) + 4;

        Assert.Equal(FrameStatus.Message, new StreamFramer(ParseLimits.Default).TryFrame(new(stream), out var length));
        Assert.Equal(head + body, length);
    }

    [Theory]
    [InlineData("Content-Length: 65536", ParseStatus.MessageTooLarge)]
    [InlineData("Content-Length: 4294967295", ParseStatus.MessageTooLarge)]
    [InlineData("Content-Length: 4294967296", ParseStatus.BadContentLength)]
    [InlineData("Content-Length: 9223372036854775807", ParseStatus.BadContentLength)]
    [InlineData("Content-Length: 18446744073709551621", ParseStatus.BadContentLength)]
    [InlineData("Content-Length: -5", ParseStatus.BadContentLength)]
    [InlineData("Content-Length: 5, 5", ParseStatus.BadContentLength)]
    [InlineData("Content-Length: 5\r\nl: 6", ParseStatus.BadContentLength)]
    [InlineData("Content-Length: 5\r\n 6", ParseStatus.BadContentLength)]
    [InlineData("Content-Length\0: 5", ParseStatus.MissingContentLength)]
    [InlineData("X: y", ParseStatus.MissingContentLength)]
    public void A_length_that_cannot_be_trusted_ends_the_stream(string line, ParseStatus expected)
    {
        var framer = new StreamFramer(ParseLimits.Default);

        Assert.Equal(FrameStatus.Refused, framer.TryFrame(new(With(line, "Content-Length")), out var length));
        Assert.Equal(0, length);
        Assert.Equal(expected, framer.Refusal);
        Assert.Equal(FrameStatus.Refused, framer.TryFrame(new(SampleMessages.Options), out _));
    }

    [Fact]
    public void Content_length_beyond_the_limit_does_not_allocate_it()
    {
        var message = With("Content-Length: 2000000000", "Content-Length");
        var sequence = new ReadOnlySequence<byte>(message);
        Assert.Equal(FrameStatus.Refused, new StreamFramer(ParseLimits.Default).TryFrame(sequence, out _));

        var framer = new StreamFramer(ParseLimits.Default);
        var before = GC.GetAllocatedBytesForCurrentThread();
        framer.TryFrame(sequence, out _);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_head_that_never_ends_is_refused_at_the_limit()
    {
        var framer = new StreamFramer(new ParseLimits(MaxMessage: 1000));
        var endless = new byte[1000];
        Array.Fill(endless, (byte)'a');

        Assert.Equal(FrameStatus.NeedMoreData, framer.TryFrame(new(endless, 0, 999), out _));
        Assert.Equal(FrameStatus.Refused, framer.TryFrame(new(endless), out _));
        Assert.Equal(ParseStatus.MessageTooLarge, framer.Refusal);
    }

    [Fact]
    public void A_stream_that_starts_with_half_a_line_break_is_refused()
    {
        var framer = new StreamFramer(ParseLimits.Default);

        Assert.Equal(FrameStatus.Refused, framer.TryFrame(new("\rX"u8.ToArray()), out _));
        Assert.Equal(ParseStatus.BadStartLine, framer.Refusal);
    }

    [Fact]
    public void Framing_allocates_nothing()
    {
        var framer = new StreamFramer(ParseLimits.Default);
        var whole = new ReadOnlySequence<byte>(SampleMessages.Invite);
        var half = whole.Slice(0, 400);

        Allocations.AssertNone(() =>
        {
            framer.TryFrame(half, out _);
            framer.TryFrame(whole, out _);
        });
    }

    private static ReadOnlySequence<byte> Segments(byte[] bytes, int size)
    {
        var first = new Segment(default, 0);
        var last = first;
        for (var at = 0; at < bytes.Length; at += size)
        {
            last = last.Append(bytes.AsMemory(at, Math.Min(size, bytes.Length - at)));
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long index)
        {
            Memory = memory;
            RunningIndex = index;
        }

        public Segment Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
