using System.Text.Json;
using SipEdge.Admin;
using SipEdge.Cli;
using SipEdge.Tests.Admin;

namespace SipEdge.Tests.Cli;

/// <summary>token rotate and token list on files, with a fake edge or none.</summary>
public sealed class TokenVerbTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly ScratchDirectory _directory = new();
    private readonly string _config;
    private readonly string _token;

    public TokenVerbTests()
    {
        _token = _directory.Write("pbx-7.token", "first-token\n");
        File.SetUnixFileMode(_token, OwnerOnly | UnixFileMode.GroupRead);
        _config = _directory.Write("sipedge.yaml", $$"""
            version: 1
            listeners:
              - { name: udp, transport: udp, bind: "192.0.2.10:5060" }
            acls:
              peers:
                addresses: [198.51.100.0/24]
                tokens:
                  - { sid: pbx-7, token: { file: pbx-7.token } }
                  - { sid: pbx-8, token: { env: PATH } }
                  - { sid: pbx-9, token: { file: pbx-9.token } }
            domains:
              example.net: { acls: [peers] }
            media: { ipv4: { address: 192.0.2.10 } }
            admin: { socket: {{_directory.File("admin.sock")}} }
            """);
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_new_token_is_printed_once_and_the_old_one_stays_for_a_while()
    {
        var before = TimeProvider.System.GetUtcNow();
        var run = await RotateAsync("pbx-7", "--overlap", "2h");

        Assert.Equal(ExitCode.Success, run.ExitCode);
        Assert.Matches("^[A-Za-z0-9_-]{43}\n$", run.Output);
        var token = run.Output.TrimEnd();
        var lines = await File.ReadAllLinesAsync(_token);
        Assert.StartsWith($"{token} since ", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("first-token until ", lines[1], StringComparison.Ordinal);
        Assert.InRange(
            DateTimeOffset.Parse(lines[1]["first-token until ".Length..], System.Globalization.CultureInfo.InvariantCulture),
            before.AddHours(2),
            before.AddHours(2).AddSeconds(30));
        Assert.Contains("The old token is valid until ", run.Error, StringComparison.Ordinal);
        Assert.Contains("Not reloaded: no edge answers", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(token, run.Error, StringComparison.Ordinal);
        Assert.Equal(OwnerOnly | UnixFileMode.GroupRead, File.GetUnixFileMode(_token));
        Assert.Equal(2, Directory.EnumerateFileSystemEntries(_directory.Path).Count());
    }

    [Fact]
    public async Task A_third_token_while_two_are_valid_has_to_be_wanted()
    {
        await RotateAsync("pbx-7");
        var text = await File.ReadAllTextAsync(_token);
        var refused = await RotateAsync("pbx-7");

        Assert.Equal((ExitCode.Failed, ""), (refused.ExitCode, refused.Output));
        Assert.Contains("--force", refused.Error, StringComparison.Ordinal);
        Assert.Equal(text, await File.ReadAllTextAsync(_token));

        Assert.Equal(ExitCode.Success, (await RotateAsync("pbx-7", "--force")).ExitCode);
        Assert.DoesNotContain("first-token", await File.ReadAllTextAsync(_token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_overlap_that_is_over_is_no_hindrance()
    {
        await File.WriteAllTextAsync(_token, "second since 2026-01-02T00:00:00Z\nfirst until 2026-01-03T00:00:00Z\n");

        Assert.Equal(ExitCode.Success, (await RotateAsync("pbx-7")).ExitCode);
        Assert.StartsWith("second until ", (await File.ReadAllLinesAsync(_token))[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_old_token_can_be_ended_at_once()
    {
        var token = (await RotateAsync("pbx-7")).Output.TrimEnd();
        var ended = await RotateAsync("pbx-7", "--revoke-old");
        var again = await RotateAsync("pbx-7", "--revoke-old");

        Assert.Equal((ExitCode.Success, ""), (ended.ExitCode, ended.Output));
        Assert.Equal((ExitCode.Success, ""), (again.ExitCode, again.Output));
        Assert.StartsWith($"{token} since ", Assert.Single(await File.ReadAllLinesAsync(_token)), StringComparison.Ordinal);

        await RotateAsync("pbx-7", "--overlap", "0");
        Assert.DoesNotContain(token, Assert.Single(await File.ReadAllLinesAsync(_token)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_there_yet_is_made_for_its_owner_alone()
    {
        var run = await RotateAsync("pbx-9");

        Assert.Equal(ExitCode.Success, run.ExitCode);
        Assert.StartsWith(run.Output.TrimEnd() + " since ", Assert.Single(await File.ReadAllLinesAsync(_directory.File("pbx-9.token"))),
            StringComparison.Ordinal);
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(_directory.File("pbx-9.token")));
        Assert.Contains("Only the new token is valid.", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pbx-6", "there is no token with the SID 'pbx-6'; did you mean 'pbx-7'?")]
    [InlineData("pbx-8", "sipedge.yaml:9: the token of pbx-8 is in env PATH, which is not for a command to change; put it into a file")]
    [InlineData("pbx-7 --overlap soon", "'soon' is not an overlap")]
    [InlineData("pbx-7 --overlap 400d", "'400d' is not an overlap")]
    public async Task What_cannot_be_rotated_is_said_and_nothing_is_written(string arguments, string complaint)
    {
        var run = await RotateAsync(arguments.Split(' '));

        Assert.Equal((ExitCode.Failed, ""), (run.ExitCode, run.Output));
        Assert.Contains(complaint, run.Error, StringComparison.Ordinal);
        Assert.Equal("first-token\n", await File.ReadAllTextAsync(_token));
    }

    [Fact]
    public async Task A_file_that_is_not_a_tokens_is_left_alone()
    {
        const string Text = "-----BEGIN PRIVATE KEY-----\nx\ny\n";
        await File.WriteAllTextAsync(_token, Text);
        var run = await RotateAsync("pbx-7");

        Assert.Equal((ExitCode.Failed, ""), (run.ExitCode, run.Output));
        Assert.Contains("has more than two lines", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("BEGIN", run.Error, StringComparison.Ordinal);
        Assert.Equal(Text, await File.ReadAllTextAsync(_token));
    }

    [Fact]
    public async Task Two_at_the_same_time_make_one_new_token()
    {
        var runs = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => RotateAsync("pbx-7"))));

        var made = Assert.Single(runs, static run => run.ExitCode == ExitCode.Success);
        Assert.StartsWith(made.Output.TrimEnd() + " since ", (await File.ReadAllLinesAsync(_token))[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_running_edge_reads_the_new_token_and_a_refusal_of_its_is_told()
    {
        await using var server = await AdminServer.StartAsync();
        var applied = await RotateAsync("pbx-7", "--socket", server.SocketPath);
        server.Edge.Reload = new ReloadReport(false, "Nothing was changed.", ["a.yaml:3:5: error: x"]);
        var refused = await RotateAsync("pbx-7", "--force", "--json", "--socket", server.SocketPath);

        Assert.Equal(ExitCode.Success, applied.ExitCode);
        Assert.EndsWith("Configuration applied.\n", applied.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Failed, refused.ExitCode);
        using var json = JsonDocument.Parse(refused.Output);
        Assert.Equal(43, json.RootElement.GetProperty("token").GetString()!.Length);
        Assert.False(json.RootElement.GetProperty("reload").GetProperty("applied").GetBoolean());
    }

    [Fact]
    public async Task The_list_has_times_and_never_a_token()
    {
        await using var server = await AdminServer.StartAsync();
        var used = new DateTimeOffset(2026, 11, 21, 9, 58, 0, TimeSpan.Zero);
        server.Edge.TokenReports.Add(new TokenReport("pbx-7", "peers", null, null, used, null));
        await File.WriteAllTextAsync(_token, "second since 2026-11-20T10:00:00Z\nfirst until 2026-11-22T10:00:00Z\n");

        var with = await Sipedge.RunAsync("token", "list", "--config", _config, "--socket", server.SocketPath);
        var without = await Sipedge.RunAsync("token", "list", "--config", _config);
        var json = await Sipedge.RunAsync("token", "list", "--config", _config, "--socket", server.SocketPath, "--json");

        Assert.Matches("pbx-7 +peers +2026-11-20 10:00 +2026-11-22 10:00 +no +2026-11-21 09:58", with.Output);
        Assert.DoesNotContain("Last used", without.Output, StringComparison.Ordinal);
        Assert.InRange(with.Widest, 60, 100);
        Assert.InRange(without.Widest, 60, 100);
        using var tokens = JsonDocument.Parse(json.Output);
        Assert.Equal(used, tokens.RootElement[0].GetProperty("last_used").GetDateTimeOffset());
        Assert.Equal("env PATH", tokens.RootElement[1].GetProperty("in").GetString());
        Assert.DoesNotContain("second", with.Output + without.Output + json.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("first", with.Output + without.Output + json.Output, StringComparison.Ordinal);
    }

    private Task<Sipedge.Outcome> RotateAsync(params string[] arguments) =>
        Sipedge.RunAsync(["token", "rotate", .. arguments, "--config", _config]);
}
