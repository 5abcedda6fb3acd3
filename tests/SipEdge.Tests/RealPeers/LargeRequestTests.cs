namespace SipEdge.Tests.RealPeers;

/// <summary>An INVITE of 1,600 bytes and more to a UDP gateway (RFC 3261 §18.1.1).</summary>
public sealed class LargeRequestTests
{
    private static readonly string Pad = $"headers: [ {{ set: X-Pad, value: {new string('x', 1_000)} }} ]";

    [PeerFact("sipp")]
    public Task It_arrives_over_TCP_and_the_call_stays_there() => Call(tcp: true, "TCP", Pad);

    [PeerFact("sipp")]
    public Task It_arrives_over_UDP_where_nobody_takes_a_connection() => Call(tcp: false, "UDP", Pad);

    [PeerFact("sipp")]
    public Task It_arrives_over_UDP_where_the_trunk_says_so() => Call(tcp: false, "UDP", Pad, "udp_max_bytes: 0");

    private static async Task Call(bool tcp, string via, params string[] carrier)
    {
        await using var bed = new TestBed();
        var edge = await EdgeProcess.Start(new EdgeConfiguration(bed) { Carrier = carrier });
        var hold = TimeSpan.FromMilliseconds(300);
        var answering = await SippProcess.Answer(bed, "answer", new SippSettings(bed.Callee) { Tcp = tcp, Hold = hold });
        var calling = SippProcess.Call(bed, "call", new SippSettings(bed.Caller) { Hold = hold }, bed.Target);
        await calling.Succeeds();
        await answering.Succeeds();

        var invite = answering.Messages[answering.Messages.IndexOf("INVITE sip:", StringComparison.Ordinal)..];
        invite = invite[..invite.IndexOf("-------", StringComparison.Ordinal)];
        Assert.True(invite.Length > 1_600, $"{invite.Length} bytes");
        Assert.Contains($"Via: SIP/2.0/{via} {bed.Edge}:5060;branch=", invite, StringComparison.Ordinal);
        var record = Assert.Single(await edge.StopAndReadRecords());
        Assert.Equal("caller_hung_up", record.Text("reason"));
        Assert.Single(record.GetProperty("attempts").EnumerateArray());
    }
}
