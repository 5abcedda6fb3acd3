using SipEdge.Admin;
using SipEdge.Cli;
using SipEdge.Tests.Admin;

namespace SipEdge.Tests.Cli;

/// <summary>trunk add, disable, drain, enable and remove on files, and what they ask of a running edge.</summary>
public sealed class TrunkVerbTests : IDisposable
{
    private const string Start = """
        version: 1
        listeners:
          - { name: udp, transport: udp, bind: "127.0.0.1:5060" }
        acls:
          office: { addresses: [127.0.0.1] }
        domains:
          sip.example.net: { acls: [office] }
        routes:
          - to: carrier # everything
        trunks:
          # ours since 2019
          carrier:
            gateways:
              - { name: main, address: 127.0.0.7 } # the old one
            limits: { burst: 100 }
          # until spring
          spare:
            active: true # for now
            gateways: [{ name: main, address: 127.0.0.8, direction: inbound }]

        """;

    private readonly ScratchDirectory _directory = new();
    private readonly string _file;

    public TrunkVerbTests() => _file = _directory.Write("sipedge.yaml", Start);

    public void Dispose() => _directory.Dispose();

    private async Task<Sipedge.Outcome> RunAsync(params string[] arguments) => await Sipedge.RunAsync(
        ["trunk", .. arguments, "--config", _file, "--socket", _directory.File("none.sock")]);

    private string Text => File.ReadAllText(_file);

    [Fact]
    public async Task A_trunk_is_switched_off_and_on_and_the_rest_of_the_file_stays()
    {
        var off = await RunAsync("disable", "spare");
        Assert.Equal((ExitCode.Success, ""), (off.ExitCode, off.Error));
        Assert.StartsWith("Trunk spare is switched off\n", off.Output, StringComparison.Ordinal);
        Assert.Equal(Start.Replace("active: true # for now", "active: false # for now", StringComparison.Ordinal), Text);

        var again = await RunAsync("disable", "spare");
        Assert.Contains("Already there: Trunk spare is switched off\nNothing to change", again.Output, StringComparison.Ordinal);

        await RunAsync("enable", "spare");
        Assert.Equal(Start, Text);
    }

    [Fact]
    public async Task A_drained_trunk_gets_a_line_of_its_own_that_enable_turns_round()
    {
        var drain = await RunAsync("drain", "carrier");
        Assert.Equal(ExitCode.Success, drain.ExitCode);
        Assert.Equal(Start.Replace("burst: 100 }\n", "burst: 100 }\n    draining: true\n", StringComparison.Ordinal), Text);
        await RunAsync("enable", "carrier");
        Assert.Equal(Start.Replace("burst: 100 }\n", "burst: 100 }\n    draining: false\n", StringComparison.Ordinal), Text);

        await RunAsync("disable", "spare");
        var refused = await RunAsync("drain", "spare");
        Assert.Equal(ExitCode.Failed, refused.ExitCode);
        Assert.Contains("is switched off already", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trunk_that_something_refers_to_is_not_removed_and_the_references_are_named()
    {
        var refused = await RunAsync("remove", "carrier");
        Assert.Equal(ExitCode.Failed, refused.ExitCode);
        Assert.Contains($"{_file}:9:9: error: routes[0].to: ", refused.Error, StringComparison.Ordinal);
        Assert.Contains("nothing was written", refused.Error, StringComparison.Ordinal);
        Assert.Equal(Start, Text);

        var removed = await RunAsync("remove", "spare");
        Assert.Equal(ExitCode.Success, removed.ExitCode);
        Assert.Equal(Start[..Start.IndexOf("  spare:", StringComparison.Ordinal)], Text);
    }

    [Fact]
    public async Task A_refused_edit_names_lines_of_the_file_that_is_there()
    {
        _directory.Write("sipedge.yaml", Start.Replace("routes:\n  - to: carrier # everything\n", "", StringComparison.Ordinal)
            + "routes:\n  - to: carrier # everything\n");
        var line = Text.Split('\n').Index().Single(static line => line.Item.Contains("everything", StringComparison.Ordinal)).Index + 1;

        var removed = await RunAsync("remove", "carrier");
        var added = await RunAsync("add", "third", "--address", "12.345.678.9");

        Assert.Contains($"{_file}:{line}:9: error: routes[0].to: ", removed.Error, StringComparison.Ordinal);
        Assert.Contains($"{_file}: error: trunks.third.gateways[0].address: ", added.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trunk_is_added_with_the_newest_version_of_its_profile_named()
    {
        var added = await RunAsync(
            "add", "second", "--profile", "itsp-static-udp", "--address", "127.0.0.9", "--address", "127.0.0.10", "--port", "5080");
        Assert.Equal((ExitCode.Success, "Added trunk second"), (added.ExitCode, added.Output.Split('\n')[0]));
        Assert.Equal(Start + """
              second:
                profile: itsp-static-udp@1
                gateways:
                  - { name: main, address: 127.0.0.9, port: 5080 }
                  - { name: main-2, address: 127.0.0.10, port: 5080 }

            """, Text);

        var twice = await RunAsync("add", "second", "--address", "127.0.0.11");
        Assert.Contains("there is a trunk 'second' already", twice.Error, StringComparison.Ordinal);
        var mistyped = await RunAsync("add", "third", "--profile", "itsp-static-upd", "--address", "127.0.0.12");
        Assert.Contains("did you mean 'itsp-static-udp@1'?", mistyped.Error, StringComparison.Ordinal);
        var wrong = await RunAsync("add", "third", "--address", "12.345.678.9");
        Assert.Contains("trunks.third.gateways[0].address", wrong.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("third", Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("alice:s3cret@127.0.0.9:5080/31201234567", "s3cret", "{ name: main, address: 127.0.0.9, port: 5080 }", "contact_user: \"31201234567\"")]
    [InlineData("alice:p@ss:w/o#r'd\" {x}@127.0.0.9", "p@ss:w/o#r'd\" {x}", "{ name: main, address: 127.0.0.9 }", null)]
    [InlineData("tcp://alice@carrier.example:%00€~\\@127.0.0.9", "%00€~\\", "address: 127.0.0.9, transport: tcp }", "registrar_domain: carrier.example")]
    public async Task A_registration_string_becomes_a_trunk_and_its_secret_a_file_that_nobody_else_reads(
        string line, string secret, string gateway, string? register)
    {
        File.WriteAllText(_file, Start.Replace("transport: udp, bind: \"127.0.0.1:5060\" }", "transport: udp, bind: \"127.0.0.1:5060\" }\n  - { name: tcp, transport: tcp, bind: \"127.0.0.1:5060\" }", StringComparison.Ordinal));
        var dry = await RunAsync("import", line, "--name", "second", "--dry-run");
        Assert.False(File.Exists(_directory.File("secrets/second")));
        var done = await RunAsync("import", line, "--name", "second");
        Assert.True(done.ExitCode == ExitCode.Success, done.ToString());
        var file = _directory.File("secrets/second");
        Assert.Equal(secret + "\n", File.ReadAllText(file));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Contains(gateway, Text, StringComparison.Ordinal);
        Assert.Contains("auth: { username: alice, password: { file: secrets/second } }", Text, StringComparison.Ordinal);
        Assert.Equal(register is not null, Text.Contains("register: ", StringComparison.Ordinal));
        Assert.Contains(register ?? "profile: itsp-registered-udp@1", Text, StringComparison.Ordinal);
        Assert.All(
            new[] { dry.Output, dry.Error, done.Output, done.Error, Text },
            shown => Assert.DoesNotContain(secret, shown, StringComparison.Ordinal));

        var again = await RunAsync("import", line, "--name", "second");
        Assert.Contains("there is a trunk 'second' already", again.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("alice@127.0.0.9")]
    [InlineData("alice:hush-hush")]
    [InlineData("alice:hush-hush@")]
    [InlineData("alice:hush-hush@127.0.0.9:99999")]
    [InlineData("alice:hush-hush@127.0.0.9/")]
    [InlineData("alice:hush\u0007-hush@127.0.0.9")]
    [InlineData(":hush-hush@127.0.0.9")]
    [InlineData("alice:hush-hush@12.345.678.9")]
    public async Task What_is_no_registration_string_changes_nothing_and_is_not_repeated(string line)
    {
        var refused = await RunAsync("import", line, "--name", "second");
        Assert.Equal(ExitCode.Failed, refused.ExitCode);
        Assert.DoesNotContain("hush", refused.Output + refused.Error, StringComparison.Ordinal);
        Assert.Equal(Start, Text);
        Assert.False(Directory.Exists(_directory.File("secrets")));
    }

    [Fact]
    public async Task A_file_that_is_there_is_nobodys_to_overwrite()
    {
        Directory.CreateDirectory(_directory.File("secrets"));
        _directory.Write("secrets/second", "another's\n");
        var refused = await RunAsync("import", "alice:s3cret@127.0.0.9", "--name", "second");
        Assert.Equal(ExitCode.Failed, refused.ExitCode);
        Assert.Contains("already, which may be somebody's password", refused.Error, StringComparison.Ordinal);
        Assert.Equal(Start, Text);
    }

    [Fact]
    public async Task A_running_edge_reads_the_file_and_ends_calls_when_it_is_told_now()
    {
        await using var server = await AdminServer.StartAsync();
        string[] edge = ["--config", _file, "--socket", server.SocketPath];

        await Sipedge.RunAsync(["trunk", "disable", "spare", .. edge]);
        Assert.StartsWith("reload by uid ", Assert.Single(server.Edge.Asked), StringComparison.Ordinal);

        var now = await Sipedge.RunAsync(["trunk", "disable", "spare", "--now", .. edge]);
        Assert.Equal((ExitCode.Success, "Ended 2 calls.\n"), (now.ExitCode, now.Error));
        Assert.StartsWith("end spare by uid ", server.Edge.Asked[^1], StringComparison.Ordinal);

        var asked = server.Edge.Asked.Count;
        await Sipedge.RunAsync(["trunk", "enable", "spare", "--no-reload", .. edge]);
        Assert.Equal(asked, server.Edge.Asked.Count);
        var contradiction = await Sipedge.RunAsync(["trunk", "disable", "spare", "--now", "--no-reload", .. edge]);
        Assert.Equal(ExitCode.Usage, contradiction.ExitCode);
    }

    [Fact]
    public async Task The_edge_of_the_configuration_is_asked_where_no_socket_is_named()
    {
        await using var server = await AdminServer.StartAsync();
        await File.AppendAllTextAsync(_file, $"admin: {{ socket: {server.SocketPath} }}\n");

        var drained = await Sipedge.RunAsync("trunk", "drain", "spare", "--config", _file);
        Assert.Equal((ExitCode.Success, ""), (drained.ExitCode, drained.Error));
        var again = await Sipedge.RunAsync("allow", "--acl", "office", "--address", "127.0.0.1", "--reload", "--config", _file);

        Assert.Equal(ExitCode.Success, again.ExitCode);
        Assert.Contains("Nothing to change in ", again.Output, StringComparison.Ordinal);
        Assert.Equal(2, server.Edge.Asked.Count(static asked => asked.StartsWith("reload by uid ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_the_edit_has_warned_of_is_not_told_again_by_the_reload()
    {
        await using var server = await AdminServer.StartAsync();
        server.Edge.Reload = new ReloadReport(true, "Configuration applied.", [$"{_file}:3:5: warning: seen by sipedge check"]);

        var edited = await Sipedge.RunAsync("trunk", "drain", "spare", "--config", _file, "--socket", server.SocketPath);
        var reloaded = await Sipedge.RunAsync("reload", "--socket", server.SocketPath);

        Assert.Equal((ExitCode.Success, ""), (edited.ExitCode, edited.Error));
        Assert.EndsWith("Configuration applied.\n", edited.Output, StringComparison.Ordinal);
        Assert.Contains("warning: seen by sipedge check", reloaded.Error, StringComparison.Ordinal);
    }
}
