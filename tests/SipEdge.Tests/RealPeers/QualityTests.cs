namespace SipEdge.Tests.RealPeers;

/// <summary>What the edge says of how a call sounded, while it lasts and after it.</summary>
public sealed class QualityTests
{
    /// <summary>The caller plays nearly to the end without a fault; the callee 2 s with 5 % missing, and is silent from then on.</summary>
    [PeerFact("sipp")]
    public async Task Loss_and_a_side_that_fell_silent_are_told_live_and_in_the_record()
    {
        await using var bed = new TestBed();
        var edge = await EdgeProcess.Start(new EdgeConfiguration(bed));
        var caller = bed.Own(new RtpProbe(bed.Caller));
        var callee = bed.Own(new RtpProbe(bed.Callee));
        var answering = await SippProcess.Answer(bed, "answer", new SippSettings(bed.Callee).WithMedia(callee.Local));
        var calling = SippProcess.Call(
            bed, "call", new SippSettings(bed.Caller) { Hold = TimeSpan.FromSeconds(14) }.WithMedia(caller.Local), bed.Target);
        caller.Remote = await calling.MediaAddress("answer");
        callee.Remote = await answering.MediaAddress("offer");

        var clean = caller.Play(440, 600);
        await callee.Play(1000, 100, lost: i => i % 20 == 10);
        await TestBed.Until(
            async () => (await edge.Status()).Media.Silent == 1, TestBed.Patience, () => "a side that fell silent");
        var live = await edge.Ask("calls");
        var gauge = await edge.Ask("metrics");
        Assert.DoesNotContain("hanging up", calling.Log.Lines);
        Assert.Contains("\"silent_since\"", live, StringComparison.Ordinal);
        Assert.Contains("sipedge_media_silent 1\n", gauge, StringComparison.Ordinal);
        Assert.Equal(2, (await edge.Status()).Media.Streams);

        await clean;
        await calling.Succeeds();
        await answering.Succeeds();
        await TestBed.Until(async () => (await edge.Status()).Calls == 0, TestBed.Patience, () => "the end of the call");
        var counted = await edge.Ask("metrics");
        Assert.Contains(
            "sipedge_media_mos_count{sipedge_trunk_name=\"none\",sipedge_media_side=\"caller\"} 1\n",
            counted,
            StringComparison.Ordinal);
        Assert.Contains("sipedge_media_faults_total{error_type=\"lost\"} 5\n", counted, StringComparison.Ordinal);

        var record = Assert.Single(await edge.StopAndReadRecords());
        var (sound, broken) = (record.GetProperty("caller_media"), record.GetProperty("callee_media"));
        Assert.Equal((0, 5), (sound.GetProperty("lost").GetInt64(), broken.GetProperty("lost").GetInt64()));
        Assert.Equal(5, broken.GetProperty("loss_percent").GetDouble());
        Assert.Equal(("g711", "g711"), (sound.Text("codec"), broken.Text("codec")));
        var (good, bad) = (sound.GetProperty("mos").GetDouble(), broken.GetProperty("mos").GetDouble());

        // A busy machine sends late, which the estimate holds against the stream, and rightly.
        Assert.True(good > 4 || sound.GetProperty("late").GetInt64() > 0, $"MOS {good}: {sound}");
        Assert.True(bad < 4, $"MOS {bad}: {broken}");
        Assert.False(sound.TryGetProperty("silent_since", out _));
        Assert.Equal(broken.Text("last_packet"), broken.Text("silent_since"));
        Assert.InRange(broken.GetProperty("silent_seconds").GetDouble(), 5, 60);
    }
}
