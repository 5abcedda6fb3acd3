namespace SipEdge.Tests.RealPeers;

/// <summary>What SIPp sends beside plain calls: texts, subscriptions, redirections.</summary>
public sealed class BesideCallsTests
{
    private const string Number = "+31600000021";

    [PeerFact("sipp")]
    public async Task A_text_goes_to_where_a_call_would_go()
    {
        await using var bed = new TestBed();
        await EdgeProcess.Start(Edge(bed, "message: pass"));
        var taking = await SippProcess.Answer(bed, "take-message", new SippSettings(bed.Callee));
        await SippProcess.Call(bed, "message", Caller(bed).With(("code", "200")), bed.Target).Succeeds();
        await taking.Succeeds();
        Assert.Contains($"MESSAGE sip:{Number}@{bed.Callee} SIP/2.0", taking.Messages, StringComparison.Ordinal);
        Assert.DoesNotContain(bed.Caller.ToString(), taking.Messages, StringComparison.Ordinal);
    }

    [PeerFact("sipp")]
    public async Task A_text_that_nobody_asked_for_is_refused()
    {
        await using var bed = new TestBed();
        var edge = await EdgeProcess.Start(Edge(bed, "message: reject"));
        await SippProcess.Call(bed, "message", Caller(bed).With(("code", "405")), bed.Target).Succeeds();
        Assert.Equal("unsupported_method", Assert.Single(await edge.StopAndReadRecords()).Text("reason"));
    }

    [PeerFact("sipp")]
    public async Task A_subscription_to_a_mailbox_lives_and_ends_across_the_edge()
    {
        await using var bed = new TestBed();
        var edge = await EdgeProcess.Start(Edge(bed, "subscribe: pass"));
        var notifying = await SippProcess.Answer(bed, "notify", new SippSettings(bed.Callee));
        var subscribing = SippProcess.Call(bed, "subscribe", Caller(bed), bed.Target);
        await subscribing.Succeeds();
        await notifying.Succeeds();
        Assert.DoesNotContain(bed.Caller.ToString(), notifying.Messages, StringComparison.Ordinal);
        Assert.DoesNotContain(bed.Callee.ToString(), subscribing.Messages, StringComparison.Ordinal);
        await edge.StopAndReadRecords();
    }

    [PeerFact("sipp")]
    public async Task A_redirection_is_followed_by_the_edges_own_routes()
    {
        await using var bed = new TestBed();
        var edge = await EdgeProcess.Start(Edge(bed, "redirect: follow") with
        {
            Trunks = new()
            {
                ["caller"] = $"{{ identity: {{ trust: trusted }}, gateways: [ {{ name: main, address: {bed.Caller}, direction: inbound }} ] }}",
                ["other"] = $"{{ identity: {{ trust: trusted }}, gateways: [ {{ name: main, address: {bed.SecondCallee}, direction: outbound }} ] }}",
            },
            Routes = ["{ to: carrier }", "{ prefix: \"+3188\", to: other }"],
        });
        var redirecting = await SippProcess.Answer(bed, "redirect", new SippSettings(bed.Callee).With(("to_user", "+31880000001")));
        var answering = await SippProcess.Answer(bed, "answer", new SippSettings(bed.SecondCallee));
        var calling = SippProcess.Call(bed, "call", Caller(bed), bed.Target);
        await calling.Succeeds();
        await redirecting.Succeeds();
        await answering.Succeeds();
        Assert.Contains($"INVITE sip:+31880000001@{bed.SecondCallee} SIP/2.0", answering.Messages, StringComparison.Ordinal);
        Assert.Contains($"\nDiversion: <sip:{Number}@", answering.Messages, StringComparison.Ordinal);
        Assert.DoesNotContain("elsewhere.invalid", calling.Messages, StringComparison.Ordinal);
        var call = Assert.Single(await edge.StopAndReadRecords());
        Assert.Equal("answered", call.Text("outcome"));
        Assert.Equal(["carrier", "other"], call.GetProperty("attempts").EnumerateArray().Select(static attempt => attempt.Text("trunk")!));
    }

    private static EdgeConfiguration Edge(TestBed bed, string key) => new(bed)
    {
        Acls = [],
        Carrier = [key],
        Trunks = { ["caller"] = $"{{ {key}, gateways: [ {{ name: main, address: {bed.Caller}, direction: inbound }} ] }}" },
    };

    private static SippSettings Caller(TestBed bed) => new(bed.Caller) { Number = Number, Hold = TimeSpan.FromMilliseconds(200) };
}
