using System.Text.Json;
using SipEdge.Admin;
using SipEdge.Cli;
using SipEdge.Tests.Admin;

namespace SipEdge.Tests.Cli;

/// <summary>bans, bans add and bans lift against the admin socket of a fake edge.</summary>
public sealed class BansVerbTests
{
    [Fact]
    public async Task Bans_fit_a_hundred_columns_and_notes_cannot_write_control_codes()
    {
        await using var server = await AdminServer.StartAsync();
        server.Edge.Bans.InForce.Add(Ban("2001:db8:1234:5678::/64") with { Note = "[red]\u001b[2J" + new string('x', 300), Dropped = 123_456_789 });
        server.Edge.Bans.InForce.Add(Ban("192.0.2.7"));

        var run = await Sipedge.RunAsync("bans", "--socket", server.SocketPath);

        Assert.Equal(ExitCode.Success, run.ExitCode);
        Assert.Contains("2001:db8:1234:5678::/64", run.Output, StringComparison.Ordinal);
        Assert.Contains("wrong_password", run.Output, StringComparison.Ordinal);
        Assert.Contains("1:00:05", run.Output, StringComparison.Ordinal);
        Assert.Contains("123456789", run.Output, StringComparison.Ordinal);
        Assert.Contains("2 bans", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', run.Output);
        Assert.InRange(run.Widest, 60, 100);
    }

    [Fact]
    public async Task No_bans_is_said_so_and_json_has_everything()
    {
        await using var server = await AdminServer.StartAsync();
        Assert.StartsWith("No bans.", (await Sipedge.RunAsync("bans", "--socket", server.SocketPath)).Output, StringComparison.Ordinal);

        server.Edge.Bans.InForce.Add(Ban("192.0.2.7"));
        var run = await Sipedge.RunAsync("bans", "--json", "--socket", server.SocketPath);
        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal(
            ["source", "kind", "reason", "since", "until", "seconds_left", "evidence", "dropped"],
            json.RootElement[0].EnumerateObject().Select(static property => property.Name));
    }

    [Fact]
    public async Task Add_and_lift_hand_over_what_was_asked()
    {
        await using var server = await AdminServer.StartAsync();
        Assert.Equal(ExitCode.Success, (await Sipedge.RunAsync("bans", "add", "2001:db8::/32", "--socket", server.SocketPath)).ExitCode);
        await Sipedge.RunAsync(
            "bans", "add", "192.0.2.7", "--for", "7d", "--reason", "guesses & more=true", "--force", "--socket", server.SocketPath);
        await Sipedge.RunAsync("bans", "lift", "192.0.2.0/24", "--socket", server.SocketPath);
        var run = await Sipedge.RunAsync("bans", "lift", "--all", "--socket", server.SocketPath);

        Assert.Equal("Done.\n", run.Output);
        Assert.Equal(
            ["add 2001:db8::/32 1h  False", "add 192.0.2.7 7d guesses & more=true True", "lift 192.0.2.0/24", "lift all"],
            server.Edge.Bans.Asked);
    }

    [Fact]
    public async Task What_cannot_be_done_is_told_on_the_error_side()
    {
        await using var server = await AdminServer.StartAsync();
        server.Edge.Bans.Answer = new BanChange(false, "203.0.113.0/24 holds 203.0.113.5 of trunk 'carrier'; --force bans it all the same");

        var run = await Sipedge.RunAsync("bans", "add", "203.0.113.0/24", "--socket", server.SocketPath);

        Assert.Equal((ExitCode.Failed, ""), (run.ExitCode, run.Output));
        Assert.Contains("--force", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bans", "lift")]
    [InlineData("bans", "lift", "192.0.2.7", "--all")]
    [InlineData("bans", "add")]
    public async Task A_half_said_verb_is_not_understood(params string[] arguments) =>
        Assert.Equal(ExitCode.Usage, (await Sipedge.RunAsync(arguments)).ExitCode);

    private static BanReport Ban(string source) => new(
        source, "automatic", "wrong_password", new DateTimeOffset(2026, 8, 1, 10, 0, 0, TimeSpan.Zero),
        new DateTimeOffset(2026, 8, 1, 11, 0, 5, TimeSpan.Zero), 3_605, 10, 4, null);
}
