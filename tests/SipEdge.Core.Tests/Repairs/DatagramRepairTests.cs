using System.Text;
using SipEdge.Core.Repairs;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Repairs;

/// <summary>Datagrams as routers leave them behind.</summary>
public sealed class DatagramRepairTests
{
    private const string Body = "v=0\r\no=- 1 1 IN IP4 203.0.113.7\r\ns=-\r\nc=IN IP4 203.0.113.7\r\nt=0 0\r\nm=audio 16384 RTP/AVP 0\r\n";

    private static readonly SocketEndpoint Source = SocketEndpoint.FromIpv4(0xCB007107, 41234); // 203.0.113.7

    [Theory]
    [InlineData(-4)] // 192.168.1.10 became 203.0.113.7: two characters less in each of two lines
    [InlineData(4)]
    [InlineData(-90)]
    [InlineData(-1)] // the last line end is cut in two
    [InlineData(60_000)]
    [InlineData(2_000_000_000)]
    public void A_wrong_length_becomes_that_of_the_datagram(int wrong)
    {
        var mended = Mend(Invite($"Content-Length: {(long)Body.Length + wrong}", Body), out var damage);
        Assert.Equal(AlgDamage.ContentLength, damage);
        Assert.Equal(Invite($"Content-Length: {Body.Length}", Body), mended);
        Assert.Equal(Body, BodyOf(mended!));
    }

    [Theory]
    [InlineData("l: 3\r\nVia2: x")]
    [InlineData("content-length:   9999")]
    public void However_the_header_is_written(string header)
    {
        var mended = Mend(Invite(header, Body), out _);
        Assert.Equal(Body, BodyOf(mended!));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\r\n")]
    [InlineData("\0\0\0\0")]
    [InlineData("\r\n\r\n\0")]
    public void Padding_behind_the_body_is_no_damage(string padding) =>
        Assert.Null(Mend(Invite($"Content-Length: {Body.Length}", Body + padding), out _));

    [Fact]
    public void Zeros_behind_a_body_of_the_wrong_length_are_no_part_of_it()
    {
        var mended = Mend(Invite("Content-Length: 20", Body + "\0\0"), out _);
        Assert.Equal(Body.Length, int.Parse(BodyLength(mended!), null));
    }

    [Theory]
    [InlineData("Content-Length: 0")] // no body was meant
    [InlineData("Content-Length: x")]
    [InlineData("Content-Length: -3")]
    [InlineData("Content-Length: 5\r\nContent-Length: 6")]
    public void What_is_no_damage_of_that_kind_is_left_to_be_refused_or_read_as_it_is(string headers) =>
        Assert.Null(Mend(Invite(headers, "rubbish", type: ""), out _));

    [Theory]
    [InlineData("192.168.1.10:5060;branch=z9hG4bK1", true)] // the address inside
    [InlineData("203.0.113.7;branch=z9hG4bK1", true)] // the address outside, the port inside
    [InlineData("203.0.113.7:5060;branch=z9hG4bK1, SIP/2.0/UDP 192.168.1.99;branch=z9hG4bK2", true)]
    [InlineData("203.0.113.7:41234;branch=z9hG4bK1", false)] // a good one
    [InlineData("192.168.1.10;rport;branch=z9hG4bK1", false)] // asks for it itself
    public void A_Via_that_would_lead_the_answer_astray_asks_for_it_to_come_back(string via, bool damaged)
    {
        var mended = Mend(Invite($"Content-Length: {Body.Length}", Body, via: via), out var damage);
        Assert.Equal(damaged ? AlgDamage.Via : AlgDamage.None, damage);
        if (!damaged)
        {
            Assert.Null(mended);
            return;
        }
        var top = via.Split(',')[0];
        Assert.Equal(Invite($"Content-Length: {Body.Length}", Body, via: $"{top};rport{via[top.Length..]}"), mended);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Both_at_once_in_either_order(bool lengthFirst)
    {
        const string Via = "192.168.1.10;branch=z9hG4bK1";
        var length = (int wrong) => $"Content-Length: {Body.Length + wrong}";
        var broken = lengthFirst ? LengthFirst(length(7), Via) : Invite(length(7), Body, via: Via);
        var right = lengthFirst ? LengthFirst(length(0), $"{Via};rport") : Invite(length(0), Body, via: $"{Via};rport");
        Assert.Equal(right, Mend(broken, out var damage));
        Assert.Equal(AlgDamage.ContentLength | AlgDamage.Via, damage);
    }

    [Fact]
    public void An_answer_has_its_length_put_right_and_its_Via_left_alone()
    {
        var answer = $"SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>;tag=2\r\n"
            + $"Call-ID: x\r\nCSeq: 1 INVITE\r\nContact: <sip:c@192.168.1.10>\r\nContent-Type: application/sdp\r\n";
        var mended = Mend($"{answer}Content-Length: {Body.Length + 4}\r\n\r\n{Body}", out var damage);
        Assert.Equal(AlgDamage.ContentLength, damage);
        Assert.Equal($"{answer}Content-Length: {Body.Length}\r\n\r\n{Body}", mended);
    }

    [Fact]
    public void Whatever_comes_nothing_is_thrown_and_what_is_mended_can_be_read()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var whole = Encoding.Latin1.GetBytes(Invite("Content-Length: 3", Body));
        for (var turn = 0; turn < 20_000; turn++)
        {
            var bytes = whole[..random.Next(whole.Length + 1)];
            for (var change = random.Next(4); change > 0 && bytes.Length > 0; change--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }
            var room = new byte[bytes.Length + DatagramRepair.Growth];
            var mended = DatagramRepair.Write(bytes, Source, ParseLimits.Default, room, out var damage);
            Assert.Equal(damage == AlgDamage.None, mended.IsEmpty);
            if (!mended.IsEmpty)
            {
                Assert.True(SipParser.Parse(mended, new HeaderSlot[SipParser.MaxHeaders], ParseLimits.Default, out _) == ParseStatus.Complete,
                    $"seed {seed} turn {turn}: {Encoding.Latin1.GetString(mended)}");
                var again = DatagramRepair.Write(mended, Source, ParseLimits.Default, new byte[mended.Length + DatagramRepair.Growth], out _);
                Assert.True(again.IsEmpty, $"seed {seed} turn {turn}: mended twice");
            }
        }
    }

    [Fact]
    public void It_allocates_nothing()
    {
        var broken = Encoding.ASCII.GetBytes(Invite("Content-Length: 3", Body));
        var room = new byte[broken.Length + DatagramRepair.Growth];
        Allocations.AssertNone(() => DatagramRepair.Write(broken, Source, ParseLimits.Default, room, out _));
    }

    private static string Invite(string headers, string body, string via = "203.0.113.7:41234;branch=z9hG4bK1", string type = "Content-Type: application/sdp\r\n") =>
        $"INVITE sip:1@edge.example SIP/2.0\r\nVia: SIP/2.0/UDP {via}\r\n{Rest}{type}{headers}\r\n\r\n{body}";

    private static string LengthFirst(string length, string via) =>
        $"INVITE sip:1@edge.example SIP/2.0\r\n{length}\r\nContent-Type: application/sdp\r\nVia: SIP/2.0/UDP {via}\r\n{Rest}\r\n{Body}";

    private const string Rest =
        "Max-Forwards: 70\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:1@edge.example>\r\nCall-ID: x\r\nCSeq: 1 INVITE\r\nContact: <sip:a@192.168.1.10>\r\n";

    private static string? Mend(string datagram, out AlgDamage damage)
    {
        var bytes = Encoding.Latin1.GetBytes(datagram);
        var mended = DatagramRepair.Write(
            bytes, Source, ParseLimits.Default, new byte[bytes.Length + DatagramRepair.Growth], out damage);
        return mended.IsEmpty ? null : Encoding.Latin1.GetString(mended);
    }

    private static string BodyOf(string message)
    {
        Assert.Equal(ParseStatus.Complete, SipParser.Parse(
            Encoding.Latin1.GetBytes(message), new HeaderSlot[SipParser.MaxHeaders], ParseLimits.Default, out var view));
        return Encoding.Latin1.GetString(view.Body);
    }

    private static string BodyLength(string message) => message.Split("\r\n")
        .First(static line => line.StartsWith("Content-Length: ", StringComparison.Ordinal))["Content-Length: ".Length..];
}
