using System.Text.Json;
using SipEdge.Cli;
using SipEdge.Tests.Cli;
using SipEdge.Tests.RealPeers;

namespace SipEdge.Tests.Hosting;

/// <summary>A token is changed under a running edge.</summary>
public sealed class TokenRotationTests
{
    [Fact]
    public async Task Old_and_new_are_admitted_during_the_overlap_and_then_the_new_one_alone()
    {
        await using var edge = await RunningEdge.StartAsync();
        edge.Directory.Write("pbx-7.token", "first-token\n");
        var text = await File.ReadAllTextAsync(edge.ConfigFile);
        await File.WriteAllTextAsync(edge.ConfigFile, text.Replace(
            "domains:",
            """
              peers:
                addresses: [127.0.0.0/8]
                tokens: [{ sid: pbx-7, token: { file: pbx-7.token } }]
                allow_cleartext_token: true
            domains:
            """,
            StringComparison.Ordinal));
        var attached = await Sipedge.RunAsync("domain", "attach", "edge.test", "peers", "--config", edge.ConfigFile, "--reload");
        Assert.True(attached.ExitCode == ExitCode.Success, attached.Error);
        Assert.True(await AdmittedAsync(edge, "first-token"));

        var second = await RotateAsync(edge, "--overlap", "1h");
        Assert.True(await AdmittedAsync(edge, second));
        Assert.True(await AdmittedAsync(edge, "first-token"));
        Assert.False(await AdmittedAsync(edge, "another-token"));

        var third = await RotateAsync(edge, "--overlap", "2s", "--force");
        Assert.False(await AdmittedAsync(edge, "first-token"));
        await TestBed.Until(
            async () => !await AdmittedAsync(edge, second), TimeSpan.FromSeconds(20), static () => "a refusal of the old token");
        Assert.True(await AdmittedAsync(edge, third));

        using var json = JsonDocument.Parse((await Sipedge.RunAsync(
            "token", "list", "--config", edge.ConfigFile, "--json")).Output);
        Assert.Equal("pbx-7", json.RootElement[0].GetProperty("sid").GetString());
        Assert.True(json.RootElement[0].TryGetProperty("last_used", out _));
    }

    private static async Task<string> RotateAsync(RunningEdge edge, params string[] flags)
    {
        var rotated = await Sipedge.RunAsync(["token", "rotate", "pbx-7", "--config", edge.ConfigFile, .. flags]);
        Assert.True(rotated.ExitCode == ExitCode.Success, rotated.Error);
        return rotated.Output.TrimEnd();
    }

    // Admitted it reaches the echo, which wants an SDP offer and gets none.
    private static async Task<bool> AdmittedAsync(RunningEdge edge, string token)
    {
        var response = await edge.InviteAsync("X-Auth-EndpointSid: pbx-7", $"X-Auth-VoipToken: {token}");
        var admitted = response.StartsWith("SIP/2.0 488", StringComparison.Ordinal);
        Assert.True(admitted || response.StartsWith("SIP/2.0 401", StringComparison.Ordinal), response);
        return admitted;
    }
}
