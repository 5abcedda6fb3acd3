using SipEdge.Tests.RealPeers;

namespace SipEdge.Tests.Hosting;

/// <summary>Phones that stay registered while the edge is started anew.</summary>
public sealed class PhoneStateTests
{
    [Fact]
    public async Task The_pbx_calls_a_phone_that_registered_at_the_edge_before_it_was_started_anew()
    {
        await using var bed = new TestBed();
        using var phone = new UdpEnd(bed.Caller, bed.Edge);
        using var pbx = new UdpEnd(bed.Callee, bed.Edge);
        var edge = await EdgeProcess.Start(Configuration(bed));
        var contact = await phone.Register(pbx);
        await edge.StopAndReadRecords();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(bed.PathOf("phones.json")));

        edge = await EdgeProcess.Start(Configuration(bed));
        Assert.Contains("1 of 1 phones are registered as they were", edge.Log, StringComparison.Ordinal);
        await pbx.Send("INVITE", contact, "200", "after-the-restart");
        await phone.Answer(await phone.Hear("INVITE sip:101@"), "486 Busy Here");
        await pbx.Hear("SIP/2.0 486 ");
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("{\"version\":2,\"saved\":\"2026-01-01T00:00:00Z\",\"phones\":[]}")]
    [InlineData("{\"version\":1,\"saved\":\"2026-01-01T00:00:00Z\",\"phones\":null}")]
    [InlineData("{\"version\":1,\"saved\":\"2026-01-01T00:00:00Z\",\"phones\":[{\"domain\":null}]}")]
    public async Task A_file_that_cannot_be_read_is_told_of_and_the_edge_starts_without_it(string content)
    {
        await using var bed = new TestBed();
        await File.WriteAllTextAsync(bed.PathOf("phones.json"), content);
        using var phone = new UdpEnd(bed.Caller, bed.Edge);
        using var pbx = new UdpEnd(bed.Callee, bed.Edge);
        var edge = await EdgeProcess.Start(Configuration(bed));
        Assert.Contains("phones.json is left alone", edge.Log, StringComparison.Ordinal);
        await phone.Register(pbx);
        await edge.StopAndReadRecords();
        Assert.Contains("\"user\":\"101\"", await File.ReadAllTextAsync(bed.PathOf("phones.json")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_directory_it_is_said_once()
    {
        await using var bed = new TestBed();
        var edge = await EdgeProcess.Start(Configuration(bed) with { Secrets = [] });
        Assert.Contains("STATE_DIRECTORY is not set", edge.Log, StringComparison.Ordinal);
        await edge.StopAndReadRecords();
    }

    private static EdgeConfiguration Configuration(TestBed bed) => new(bed)
    {
        Acls = [],
        Gateways = [$"{{ name: first, address: {bed.Callee} }}"],
        Phones = "{ pbx: carrier, authentication: pbx }",
        Secrets = new() { ["STATE_DIRECTORY"] = bed.Folder },
    };
}
