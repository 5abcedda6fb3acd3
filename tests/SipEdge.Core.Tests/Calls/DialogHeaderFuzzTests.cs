using System.Text;
using SipEdge.Core.Calls;
using SipEdge.Core.Rewrite;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Tests.Calls;

/// <summary>
/// Header values of transfers, session timers, reliable ringing and subscriptions, right ones and right ones spoiled: each reader says
/// what it took or that it took nothing, and what is written is read back.
/// </summary>
public sealed class DialogHeaderFuzzTests
{
    private const int Values = 100_000;

    private static readonly string[] Good =
    [
        "<sip:900@edge.example>", "sip:900@edge.example;method=INVITE", "\"A B\" <sips:9%30@x;user=phone?Replaces=a%40b%3Bto-tag%3D1%3Bfrom-tag%3D2>",
        "<sip:9@x?Replaces=a%3Bfrom-tag%3D2%3Bto-tag%3D1%3Bearly-only&Require=replaces>", "1800;refresher=uac", "90 ; Refresher = UAS;x=\"y;z\"",
        "90", "4294967295;refresher=uas", "776656 1 INVITE", "1  2  INVITE", "0 0 INVITE", "988789", "message-summary", "dialog;id=7;call-id=x",
        "active;expires=600", "terminated;reason=noresource;retry-after=3", "pending", "100rel, timer", "a@b;to-tag=1;from-tag=2;early-only",
    ];

    private static readonly HeaderSlot[] Slots = new HeaderSlot[SipParser.MaxHeaders];

    private static readonly string[] Pieces =
        ["%", "%0", "%0d%0a", "%zz", ";", "=", "&", "?", "<", ">", "\"", "\\", ",", " ", "\t", ":", "@", "Replaces=", ";to-tag=x", "99999999999999999999", "-1", "é"];

    [Fact]
    public void Whatever_stands_in_a_header_is_read_or_left_out()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var taken = new int[6];
        for (var i = 0; i < Values; i++)
        {
            var value = Spoil(Good[random.Next(Good.Length)], random);
            try
            {
                Read(value, taken);
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                throw new InvalidOperationException($"seed {seed}: {value}", failure);
            }
        }
        Assert.All(taken, (count, reader) => Assert.True(count > 100, $"seed {seed}: reader {reader} took {count}"));
    }

    [Fact]
    public void What_a_session_answer_says_is_read_back()
    {
        foreach (var interval in new[] { 90, 1800, 86_400, 2_000_000 })
        {
            foreach (var role in Enum.GetValues<SessionRole>())
            {
                foreach (var knows in new[] { true, false })
                {
                    var writer = new SipWriter(new byte[200]);
                    SessionLines.WriteAnswer(ref writer, new SessionTerms(interval, role, knows));
                    var facts = Facts(Encoding.ASCII.GetString(writer.Written));
                    Assert.Equal((knows, interval, role, 0), (facts.Supported, facts.Expires, facts.Refresher, facts.MinSe));
                }
            }
        }
    }

    private static void Read(string value, int[] taken)
    {
        var message = Encoding.UTF8.GetBytes(
            $"REFER sip:x@edge.example SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.2;branch=z9hG4bKx\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>;tag=2\r\n"
            + $"Call-ID: x\r\nCSeq: 1 REFER\r\nRefer-To: {value}\r\nSession-Expires: {value}\r\nMin-SE: {value}\r\nRAck: {value}\r\n"
            + $"Event: {value}\r\nSubscription-State: {value}\r\nRequire: 100rel\r\nContent-Length: 0\r\n\r\n");
        if (SipParser.Parse(message, Slots, ParseLimits.Default, out var request) != ParseStatus.Complete)
        {
            return;
        }
        Span<byte> scratch = stackalloc byte[ReferTarget.MaxReplaces];
        if (ReferTarget.TryRead(request, scratch, out var target))
        {
            taken[0]++;
            if (target.HasReplaces)
            {
                taken[1]++;
                var replaces = target.Replaces;
                Assert.False(replaces.CallId.IsEmpty || replaces.ToTag.IsEmpty || replaces.FromTag.IsEmpty);
                AssertPlain(replaces.CallId);
                AssertPlain(replaces.ToTag);
                AssertPlain(replaces.FromTag);
                var again = $"{Text(replaces.CallId)};to-tag={Text(replaces.ToTag)};from-tag={Text(replaces.FromTag)}{(replaces.EarlyOnly ? ";early-only" : "")}";
                Assert.True(ReplacesView.TryParse(Encoding.Latin1.GetBytes(again), out var same));
                Assert.True(
                    same.CallId.SequenceEqual(replaces.CallId) && same.ToTag.SequenceEqual(replaces.ToTag)
                    && same.FromTag.SequenceEqual(replaces.FromTag) && same.EarlyOnly == replaces.EarlyOnly);
            }
        }
        var facts = SessionFacts.Read(request);
        taken[2] += facts.Expires > 0 ? 1 : 0;
        Assert.InRange(facts.Expires, -1, int.MaxValue / 1000);
        Assert.InRange(facts.MinSe, 0, int.MaxValue / 1000);
        Assert.True(facts.Expires >= 0 || facts.Refresher == SessionRole.None);
        taken[3] += ReliableNumber.Acknowledges(request, 776656, 1) ? 1 : 0;
        Assert.True(!ReliableNumber.Acknowledges(request, 776656, 1) || value.Contains("776656", StringComparison.Ordinal));

        var package = EventLines.PackageOf(request);
        taken[4] += package.IsEmpty ? 0 : 1;
        Assert.True(package.IsEmpty || SipToken.Is(package));
        var writer = new SipWriter(new byte[4096]);
        EventLines.Copy(ref writer, request, withExpires: true);
        Assert.False(writer.Failed);
        // Nothing that was copied has become a line of its own.
        Assert.InRange(Text(writer.Written).Split("\r\n").Length - 1, 1, 2);
        taken[5] += Text(writer.Written).Contains("Subscription-State: ", StringComparison.Ordinal) ? 1 : 0;
    }

    private static SessionFacts Facts(string lines)
    {
        var message = Encoding.ASCII.GetBytes(
            $"SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 10.0.0.2;branch=z9hG4bKx\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>;tag=2\r\n"
            + $"Call-ID: x\r\nCSeq: 1 INVITE\r\n{lines}Content-Length: 0\r\n\r\n");
        Span<HeaderSlot> slots = stackalloc HeaderSlot[SipParser.MaxHeaders];
        Assert.Equal(ParseStatus.Complete, SipParser.Parse(message, slots, ParseLimits.Default, out var response));
        return SessionFacts.Read(response);
    }

    private static void AssertPlain(ReadOnlySpan<byte> text)
    {
        foreach (var octet in text)
        {
            Assert.True(octet is >= 0x20 and not 0x7F and not (byte)';');
        }
    }

    private static string Text(ReadOnlySpan<byte> text) => Encoding.Latin1.GetString(text);

    private static string Spoil(string text, Random random)
    {
        for (var change = random.Next(4); change > 0; change--)
        {
            var at = random.Next(text.Length + 1);
            text = random.Next(4) switch
            {
                0 => text[..at],
                1 => text[at..],
                2 => text.Insert(at, text[at..]),
                _ => text.Insert(at, Pieces[random.Next(Pieces.Length)]),
            };
        }
        return text.Length > 2_000 ? text[..2_000] : text;
    }
}
