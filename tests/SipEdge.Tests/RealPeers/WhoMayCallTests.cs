using SipEdge.Cli;
using SipEdge.Tests.Cli;

namespace SipEdge.Tests.RealPeers;

/// <summary>From an edge that nobody may call to the first call, with the commands of docs/cli.md.</summary>
public sealed class WhoMayCallTests
{
    [PeerFact("sipp")]
    public Task Step_by_step() => Call(
    [
        ["acl", "add", "outbound"],
        ["acl", "add-address", "outbound", "{caller}"],
        ["account", "add", "31000000", "--acl", "outbound"],
        ["domain", "add", EdgeConfiguration.Domain],
        ["domain", "attach", EdgeConfiguration.Domain, "outbound", "--reload"],
    ]);

    [PeerFact("sipp")]
    public Task In_one_go() => Call(
        [["allow", "--acl", "outbound", "--address", "{caller}", "--account", "31000000", "--reload"]]);

    private static async Task Call(string[][] commands)
    {
        await using var bed = new TestBed();
        var edge = await EdgeProcess.Start(new EdgeConfiguration(bed) { Acls = [] });
        var file = bed.PathOf("sipedge.yaml");
        foreach (var command in commands)
        {
            var run = await Sipedge.RunAsync(
                [.. command.Select(word => word.Replace("{caller}", $"{bed.Caller}", StringComparison.Ordinal)), "--config", file]);
            Assert.True(run.ExitCode == ExitCode.Success, $"{string.Join(' ', command)}: {run.Error}");
        }

        var password = (await File.ReadAllTextAsync(bed.PathOf("secrets/31000000"))).Trim();
        var hold = TimeSpan.FromMilliseconds(300);
        var answering = await SippProcess.Answer(bed, "answer", new SippSettings(bed.Callee) { Hold = hold });
        var calling = SippProcess.Call(
            bed, "call-digest", new SippSettings(bed.Caller) { Hold = hold, User = "31000000", Password = password }, bed.Target);
        await calling.Succeeds();
        await answering.Succeeds();

        var records = await edge.StopAndReadRecords();
        Assert.Equal(["change", "call"], records.Select(static record => record.Text("type")));
        var record = records[^1];
        Assert.Equal(("answered", "31000000"), (record.Text("outcome"), record.Text("account")));
        Assert.DoesNotContain(password, edge.Log, StringComparison.Ordinal);
    }
}
