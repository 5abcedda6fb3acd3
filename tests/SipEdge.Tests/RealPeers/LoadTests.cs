using System.Net.NetworkInformation;

namespace SipEdge.Tests.RealPeers;

[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneOnTheMachine
{
    public const string Name = "Alone on the machine";
}

/// <summary>A steady rate of calls that each hold their media ports.</summary>
[Collection(AloneOnTheMachine.Name)]
public sealed class LoadTests
{
    private const int Calls = 3000;

    [PeerFact("sipp")]
    public async Task Three_thousand_calls_at_150_a_second_all_succeed_and_leave_nothing_behind()
    {
        await using var bed = new TestBed();
        var edge = await EdgeProcess.Start(new EdgeConfiguration(bed), logLevel: "information");
        var settings = new SippSettings(bed.Callee) { Calls = Calls, KeepMessages = false, Hold = TimeSpan.FromSeconds(1) };
        var answering = await SippProcess.Answer(bed, "answer", settings);
        var calling = SippProcess.Call(
            bed,
            "call",
            (settings with { Address = bed.Caller, CallsPerSecond = 150 }),
            bed.Target);

        // 150 a second for a second each: each with two RTP and two RTCP sockets of its own.
        await TestBed.Until(async () => (await edge.Status()).Calls >= 100, TestBed.Patience, () => "100 calls at once");
        Assert.InRange(MediaSockets(bed), 4 * 100, 4 * 1000);

        var ended = await calling.Succeeds(TimeSpan.FromSeconds(90));
        Assert.Equal(new SippStatistics(Calls, 0, 0, 0, 0), ended);
        var answered = await answering.Succeeds();
        Assert.Equal(Calls, answered.Successful);
        Assert.Equal(0, answered.Retransmissions);

        // Timers H and J (RFC 3261 table 4) keep a UDP transaction 32 s.
        await edge.UntilEmpty(TimeSpan.FromSeconds(60));
        Assert.Equal(0, MediaSockets(bed));
        var records = await edge.StopAndReadRecords();
        Assert.Equal(Calls, records.Count(record => record.Text("outcome") == "answered"));
        Assert.Equal(Calls, records.Select(record => record.Text("id")).Distinct().Count());
    }

    private static int MediaSockets(TestBed bed) =>
        IPGlobalProperties.GetIPGlobalProperties().GetActiveUdpListeners()
            .Count(endpoint => endpoint.Address.Equals(bed.Edge) && endpoint.Port >= 10000);
}
