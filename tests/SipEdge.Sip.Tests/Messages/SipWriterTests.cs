using SipEdge.Sip.Messages;
using static SipEdge.Sip.Tests.Messages.Parsed;

namespace SipEdge.Sip.Tests.Messages;

public sealed class SipWriterTests
{
    private readonly byte[] _buffer = new byte[2000];

    [Fact]
    public void A_request_is_written_as_the_rfc_shows_it()
    {
        var writer = new SipWriter(_buffer);
        writer.RequestLine(SipMethod.Bye, "sip:alice@pc33.atlanta.com"u8);
        writer.Header(HeaderId.Via, "SIP/2.0/UDP 192.0.2.4;branch=z9hG4bKnashds10"u8);
        writer.Header(HeaderId.MaxForwards, 70);
        writer.Begin(HeaderId.From);
        writer.Append("Bob <sip:bob@biloxi.com>;tag="u8);
        writer.Append("a6c85cf"u8);
        writer.End();
        writer.Begin(HeaderId.CSeq);
        writer.Append(231);
        writer.Append((byte)' ');
        writer.Append("BYE"u8);
        writer.End();
        writer.Header("X-Note"u8, "yes"u8);
        writer.Finish(default, default);

        Assert.False(writer.Failed);
        Assert.Equal("BYE sip:alice@pc33.atlanta.com SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.4;branch=z9hG4bKnashds10\r\n"
            + "Max-Forwards: 70\r\nFrom: Bob <sip:bob@biloxi.com>;tag=a6c85cf\r\nCSeq: 231 BYE\r\nX-Note: yes\r\n"
            + "Content-Length: 0\r\n\r\n", Text(writer.Written));
    }

    [Fact]
    public void A_response_carries_its_standard_phrase_and_its_body()
    {
        var writer = new SipWriter(_buffer);
        writer.StatusLine(486);
        writer.Finish("text/plain"u8, "busy"u8);

        Assert.Equal("SIP/2.0 486 Busy Here\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nbusy", Text(writer.Written));
    }

    [Fact]
    public void A_fold_written_onwards_becomes_one_space()
    {
        var writer = new SipWriter(_buffer);
        writer.Header(HeaderId.Subject, "first\r\n \t second\r\n\tthird"u8);

        Assert.False(writer.Failed);
        Assert.Equal("Subject: first second third\r\n", Text(writer.Written));
    }

    [Theory]
    [InlineData("a\rb")]
    [InlineData("a\nb")]
    [InlineData("a\r\nb")]
    [InlineData("a\r\n")]
    [InlineData("a\r\n ")]
    [InlineData("a\0b")]
    [InlineData("a\r\n\r\n b")]
    public void Bytes_that_could_end_a_line_are_refused_or_unfolded(string value)
    {
        var writer = new SipWriter(_buffer);
        writer.Header(HeaderId.Subject, Bytes(value));

        Assert.True(writer.Failed || Text(writer.Written) == "Subject: a \r\n");
        Assert.Equal(value != "a\r\n ", writer.Failed);
    }

    [Theory]
    [InlineData((byte)0)]
    [InlineData((byte)'\r')]
    [InlineData((byte)'\n')]
    public void Single_forbidden_bytes_are_refused(byte c)
    {
        var writer = new SipWriter(_buffer);
        writer.Append(c);

        Assert.True(writer.Failed);
    }

    [Theory]
    [InlineData("INVITE", "sip:a b")]
    [InlineData("INVITE", "")]
    [InlineData("IN VITE", "sip:a")]
    [InlineData("", "sip:a")]
    [InlineData("INVITE", "sip:a\r\nX: y")]
    public void A_request_line_cannot_be_split(string method, string uri)
    {
        var writer = new SipWriter(_buffer);
        writer.RequestLine(Bytes(method), Bytes(uri));

        Assert.True(writer.Failed);
    }

    [Theory]
    [InlineData("X-Note: y\r\n", false)]
    [InlineData("", false)]
    [InlineData("X-Note: y", true)]
    [InlineData("\r\n", true)]
    [InlineData("X: y\r\n\r\n", true)]
    public void Only_whole_header_lines_are_taken(string lines, bool refused)
    {
        var writer = new SipWriter(_buffer);
        writer.Lines(Bytes(lines));

        Assert.Equal(refused, writer.Failed);
    }

    [Fact]
    public void Bad_names_and_codes_are_refused()
    {
        var writer = new SipWriter(_buffer);
        writer.Header("X Note"u8, "y"u8);
        Assert.True(writer.Failed);

        writer = new SipWriter(_buffer);
        writer.Header(HeaderId.Other, "y"u8);
        Assert.True(writer.Failed);

        writer = new SipWriter(_buffer);
        writer.StatusLine(99);
        Assert.True(writer.Failed);
    }

    [Fact]
    public void Too_little_room_is_a_failure_at_every_length()
    {
        var whole = Write(_buffer, out var failed);
        Assert.False(failed);
        for (var size = 0; size < whole; size++)
        {
            Write(_buffer.AsSpan(0, size), out failed);
            Assert.True(failed);
        }

        Write(_buffer.AsSpan(0, whole), out failed);
        Assert.False(failed);
    }

    [Fact]
    public void What_is_written_parses()
    {
        var length = Write(_buffer, out _);

        Assert.Equal(ParseStatus.Complete, Status(_buffer[..length]));
    }

    [Fact]
    public void Writing_allocates_nothing() => Allocations.AssertNone(() => Write(_buffer, out _));

    private static int Write(Span<byte> buffer, out bool failed)
    {
        var writer = new SipWriter(buffer);
        writer.RequestLine(SipMethod.Options, "sip:b"u8);
        writer.Header(HeaderId.Via, "SIP/2.0/UDP h;branch=z9hG4bK1"u8);
        writer.Header(HeaderId.From, "<sip:a>;tag=1"u8);
        writer.Header(HeaderId.To, "<sip:b>"u8);
        writer.Header(HeaderId.CallId, "1"u8);
        writer.Header(HeaderId.CSeq, "1 OPTIONS"u8);
        writer.Header(HeaderId.MaxForwards, 70);
        writer.Append("X: y"u8);
        writer.Append((byte)'z');
        writer.End();
        writer.Lines("X-Lines: 1\r\n"u8);
        writer.Finish("text/plain"u8, "body"u8);
        failed = writer.Failed;
        return writer.Length;
    }
}
