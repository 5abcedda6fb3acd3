namespace SipEdge.Tests.RealPeers;

/// <summary>SIGTERM lets calls end in their own time.</summary>
public sealed class StopTests
{
    [PeerFact("sipp")]
    public async Task A_stopping_edge_takes_no_new_call_and_lets_the_live_one_finish()
    {
        await using var bed = new TestBed();
        var edge = await EdgeProcess.Start(new EdgeConfiguration(bed)
        {
            Acls = new() { ["near"] = $"{{ addresses: [ {{ prefix: {bed.Caller} }}, {{ prefix: {bed.Stranger} }} ] }}" },
        });
        var answering = await SippProcess.Answer(bed, "answer", new SippSettings(bed.Callee));
        var calling = SippProcess.Call(bed, "call", new SippSettings(bed.Caller) { Hold = TimeSpan.FromSeconds(4) }, bed.Target);
        await calling.MediaAddress("answer");

        var stopping = edge.StopAndReadRecords();
        await TestBed.Until(async () => (await edge.Status()).State == "draining", TestBed.Patience, () => edge.Log);
        var tooLate = SippProcess.Call(bed, "call-refused", new SippSettings(bed.Stranger).With(("code", "503")), bed.Target);
        await tooLate.Succeeds();
        Assert.False(stopping.IsCompleted);

        Assert.Equal(new SippStatistics(1, 0, 0, 0, 0), await calling.Succeeds());
        await answering.Succeeds();
        var records = await stopping;
        Assert.Equal(["draining", "caller_hung_up"], records.Select(record => record.Text("reason")));
    }
}
