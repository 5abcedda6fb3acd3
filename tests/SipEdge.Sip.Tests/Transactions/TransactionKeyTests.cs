using System.Text;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transactions;

namespace SipEdge.Sip.Tests.Transactions;

/// <summary>RFC 3261 §17.2.3: which requests are the same to a server.</summary>
public class TransactionKeyTests
{
    [Theory]
    [InlineData("INVITE", "a.example", "z9hG4bK1", "ACK", "a.example", "z9hG4bK1", true)]
    [InlineData("INVITE", "a.example", "z9hG4bK1", "INVITE", "A.Example", "z9hG4bK1", true)]
    [InlineData("INVITE", "a.example", "z9hG4bK1", "INVITE", "a.example:5060", "z9hG4bK1", false)]
    [InlineData("INVITE", "a.example", "z9hG4bK1", "INVITE", "b.example", "z9hG4bK1", false)]
    [InlineData("INVITE", "a.example", "z9hG4bK1", "INVITE", "a.example", "z9hG4bK2", false)]
    [InlineData("INVITE", "a.example", "z9hG4bKx", "INVITE", "a.example", "z9hG4bKX", false)]
    [InlineData("INVITE", "a.example", "z9hG4bK1", "CANCEL", "a.example", "z9hG4bK1", false)]
    [InlineData("FOO", "a.example", "z9hG4bK1", "BAR", "a.example", "z9hG4bK1", false)]
    [InlineData("FOO", "a.example", "z9hG4bK1", "FOO", "a.example", "z9hG4bK1", true)]
    public void Branch_sent_by_and_method_decide(string method1, string host1, string branch1, string method2, string host2,
        string branch2, bool same)
    {
        var one = Key(Request(method1, host1, branch1));
        var two = Key(Request(method2, host2, branch2));
        Assert.Equal(same, one.AsSpan().SequenceEqual(two));
        Assert.True(!same || TransactionKey.Hash(one) == TransactionKey.Hash(two));
    }

    [Fact]
    public void A_boundary_moved_from_one_part_to_the_next_makes_another_key()
    {
        var keys = new HashSet<string>();
        for (var cut = 1; cut < 12; cut++)
        {
            var text = "abcdefghijklm";
            keys.Add(Convert.ToHexString(Key(Request("INVITE", text[cut..], "z9hG4bK" + text[..cut]))));
        }

        Assert.Equal(11, keys.Count);
    }

    [Fact]
    public void An_ACK_of_RFC_2543_finds_its_INVITE_although_it_carries_our_tag()
    {
        var invite = Request("INVITE", "a.example", "old");
        var ack = invite.Replace("INVITE", "ACK", StringComparison.Ordinal).Replace("To: <sip:b@b>", "To: <sip:b@b>;tag=ours",
            StringComparison.Ordinal);
        Assert.Equal(Key(invite), Key(ack));
        Assert.NotEqual(Key(invite), Key(invite.Replace("CSeq: 1", "CSeq: 2", StringComparison.Ordinal)));
    }

    private static string Request(string method, string host, string branch) =>
        $"{method} sip:b@b SIP/2.0\r\nVia: SIP/2.0/UDP {host};branch={branch}\r\nFrom: <sip:a@a>;tag=1\r\nTo: <sip:b@b>\r\n"
        + $"Call-ID: c\r\nCSeq: 1 {method}\r\nContent-Length: 0\r\n\r\n";

    private static byte[] Key(string request)
    {
        Span<HeaderSlot> slots = stackalloc HeaderSlot[SipParser.MaxHeaders];
        Assert.Equal(ParseStatus.Complete, SipParser.Parse(Encoding.ASCII.GetBytes(request), slots, ParseLimits.Default, out var view));
        var key = new byte[1024];
        return key[..TransactionKey.Write(key, view, view.Method)];
    }
}
