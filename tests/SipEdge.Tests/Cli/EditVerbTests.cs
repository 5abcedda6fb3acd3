using System.Text.Json;
using SipEdge.Admin;
using SipEdge.Cli;
using SipEdge.Configuration.Editing;
using SipEdge.Files;
using SipEdge.Tests.Admin;

namespace SipEdge.Tests.Cli;

/// <summary>acl, account, domain and allow on files.</summary>
public sealed class EditVerbTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly ScratchDirectory _directory = new();
    private readonly string _file;

    public EditVerbTests() => _file = _directory.Write("sipedge.yaml", Start());

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task The_sequence_from_a_list_to_a_call_is_one_command_a_step()
    {
        string[][] steps =
        [
            ["acl", "add", "outbound"],
            ["acl", "add-address", "outbound", "198.51.100.0/24"],
            ["acl", "add-address", "outbound", "203.0.113.7", "--port", "5080", "--transport", "udp"],
            ["account", "add", "31000000", "--acl", "outbound"],
            ["domain", "add", "MyDomain.sip.example.net"],
            ["domain", "attach", "mydomain.sip.example.net", "outbound"],
        ];
        foreach (var step in steps)
        {
            var run = await RunAsync(step);
            Assert.True(run.ExitCode == ExitCode.Success, $"{string.Join(' ', step)}: {run.Error}");
            Assert.EndsWith($"Wrote {_file}\n", run.Output, StringComparison.Ordinal);
        }

        Assert.Equal(
            Start()
                .Replace("# Nobody else.\n", """
                      outbound:
                        addresses:
                          - 198.51.100.0/24
                          - { prefix: 203.0.113.7, port: 5080, transport: udp }
                        accounts: ["31000000"]
                    # Nobody else.

                    """, StringComparison.Ordinal)
                .Replace("  # for now\n", """
                      mydomain.sip.example.net:
                        acls: [outbound]
                      # for now

                    """, StringComparison.Ordinal)
                .Replace("\nacls:", """

                    accounts:
                      "31000000":
                        password: { file: secrets/31000000 }

                    acls:
                    """, StringComparison.Ordinal),
            await File.ReadAllTextAsync(_file));
        Assert.Equal(ExitCode.Success, (await Sipedge.RunAsync("check", "--config", _file)).ExitCode);

        var written = await File.ReadAllTextAsync(_file);
        foreach (var step in steps)
        {
            var again = await RunAsync(step);
            Assert.Equal((ExitCode.Success, ""), (again.ExitCode, again.Error));
            Assert.StartsWith("Already there: ", again.Output, StringComparison.Ordinal);
            Assert.EndsWith($"Nothing to change in {_file}\n", again.Output, StringComparison.Ordinal);
        }

        Assert.Equal(written, await File.ReadAllTextAsync(_file));
    }

    [Fact]
    public async Task One_command_takes_all_steps_and_can_be_repeated()
    {
        string[] allow = ["allow", "--acl", "office", "--address", "198.51.100.0/24", "--address", "2001:db8::7", "--account", "anna", "--domain", "example.net"];
        var first = await RunAsync(allow);
        var written = await File.ReadAllTextAsync(_file);
        var password = await File.ReadAllTextAsync(_directory.File("secrets/anna"));
        var second = await RunAsync(allow);

        Assert.Equal((ExitCode.Success, ""), (first.ExitCode, first.Error));
        Assert.Equal((ExitCode.Success, ""), (second.ExitCode, second.Error));
        Assert.Contains("Nothing to change", second.Output, StringComparison.Ordinal);
        Assert.Equal(written, await File.ReadAllTextAsync(_file));
        Assert.Equal(password, await File.ReadAllTextAsync(_directory.File("secrets/anna")));
        Assert.Equal($"{_file}: valid\n", (await Sipedge.RunAsync("check", "--config", _file)).Output);
    }

    [Fact]
    public async Task One_command_asks_for_what_no_flag_told()
    {
        using var answers = new StringReader("office\n198.51.100.0/33\n198.51.100.0/24 203.0.113.7\nanna bert\n\n");
        using var output = new StringWriter();
        using var error = new StringWriter();

        var exitCode = await CommandLine.RunAsync(["allow", "--config", _file], new Terminal(output, error, answers));

        Assert.Equal(("", ExitCode.Success), (error.ToString(), exitCode));
        Assert.Contains("Host name that they may call [example.net]: ", output.ToString(), StringComparison.Ordinal);
        var text = await File.ReadAllTextAsync(_file);
        Assert.Contains("      - 203.0.113.7\n    accounts: [anna, bert]\n", text, StringComparison.Ordinal);
        Assert.Contains("acls: [local, office]", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--address 192.0.2.1", "--acl")]
    [InlineData("--acl office", "--address")]
    [InlineData("--acl office --address 192.0.2.256", "not a valid IP address")]
    [InlineData("--acl office --address 192.0.2.1 --domain example_net", "not a host name")]
    [InlineData("--acl office --address 0.0.0.0/0", "everyone may call")]
    [InlineData("--acl office --address 192.0.2.1 --require ip_or_so", "expected any, ip")]
    [InlineData("--acl office --address 192.0.2.1 --account ../../etc/passwd", "password file")]
    public async Task What_one_command_cannot_do_is_said_and_nothing_is_written(string flags, string complaint)
    {
        var run = await RunAsync(["allow", .. flags.Split(' ')]);

        Assert.Equal((ExitCode.Failed, ""), (run.ExitCode, run.Output));
        Assert.Contains(complaint, run.Error, StringComparison.Ordinal);
        AssertUntouched();
    }

    [Theory]
    [InlineData("acl add-address locla 192.0.2.1", "there is no ACL 'locla'; did you mean 'local'?")]
    [InlineData("acl add-address local 192.0.2.1 --transport upd", "did you mean 'udp'?")]
    [InlineData("acl add-address local 192.0.2.1 --port 70000", "70000 is out of range")]
    [InlineData("acl add-address local 0.0.0.0/0", "everyone may call")]
    [InlineData("acl add \"\u0007\"", "a name has 1 to 64")]
    [InlineData("account add anna --acl locla", "did you mean 'local'?")]
    [InlineData("account add anna --password-file nowhere", "there is no such file")]
    [InlineData("account unlist anna local", "there is no account 'anna'")]
    [InlineData("domain attach example.nett local", "did you mean 'example.net'?")]
    [InlineData("domain add -- -x.example.net", "is not a host name")]
    public async Task What_a_step_cannot_do_is_said_and_nothing_is_written(string command, string complaint)
    {
        if (command.StartsWith("account unlist", StringComparison.Ordinal))
        {
            complaint = "Not there: anna in ACL local";
            var none = await RunAsync(command.Split(' '));
            Assert.Equal(ExitCode.Success, none.ExitCode);
            Assert.Contains(complaint, none.Output, StringComparison.Ordinal);
            return;
        }

        string[] words = command.Split(' ');
        var end = Array.IndexOf(words, "--");
        var run = await Sipedge.RunAsync(end < 0
            ? [.. words, "--config", _file]
            : [.. words[..end], "--config", _file, .. words[end..]]);

        Assert.Equal((ExitCode.Failed, ""), (run.ExitCode, run.Output));
        Assert.Contains(complaint, run.Error, StringComparison.Ordinal);
        AssertUntouched();
    }

    [Fact]
    public async Task A_file_that_cannot_be_edited_is_named_with_the_line()
    {
        await File.WriteAllTextAsync(_file, Start().Replace("acls:\n", "acls: &who\n", StringComparison.Ordinal));

        var run = await RunAsync("acl", "add", "office");

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.StartsWith($"sipedge: {_file}: line 5: an anchor", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_added_can_be_taken_out_again()
    {
        await RunAsync("acl", "add-address", "local", "192.0.2.1", "--local-port", "5070");
        await RunAsync("domain", "add", "example.org");
        await RunAsync("domain", "attach", "example.org", "local");

        Assert.StartsWith("Removed 192.0.2.1/32 local_port=5070 from ACL local\n",
            (await RunAsync("acl", "remove-address", "local", "192.0.2.1", "--local-port", "5070")).Output, StringComparison.Ordinal);
        Assert.StartsWith("Removed local from domain example.org\n",
            (await RunAsync("domain", "detach", "example.org", "local")).Output, StringComparison.Ordinal);
        Assert.StartsWith("Not there: local in domain example.org\n",
            (await RunAsync("domain", "detach", "example.org", "local")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_follows_without_having_been_asked_for_is_said()
    {
        var run = await RunAsync("account", "add", "anna", "--acl", "local");

        Assert.Contains("Note: ACL local asked for an address and now asks for an address and a credential\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_is_in_a_file_of_its_owner_and_nowhere_else()
    {
        var run = await RunAsync("account", "add", "anna", "--acl", "local");

        var secret = _directory.File("secrets/anna");
        var password = (await File.ReadAllTextAsync(secret)).Trim();
        Assert.Equal(24, password.Length);
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(secret));
        Assert.Equal(OwnerOnly | UnixFileMode.UserExecute, File.GetUnixFileMode(_directory.File("secrets")));
        Assert.Contains($"Made a new password in {secret}\n", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(password, run.Output + run.Error + await File.ReadAllTextAsync(_file), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_services_configuration_keeps_its_mode_and_its_group_may_read_the_new_password()
    {
        File.SetUnixFileMode(_file, OwnerOnly | UnixFileMode.GroupRead);

        await RunAsync("account", "add", "anna", "--acl", "local");

        Assert.Equal(OwnerOnly | UnixFileMode.GroupRead, File.GetUnixFileMode(_file));
        Assert.Equal(OwnerOnly | UnixFileMode.GroupRead, File.GetUnixFileMode(_directory.File("secrets/anna")));
    }

    [RootFact]
    public async Task What_root_writes_stays_the_services()
    {
        var service = new FileOwner(4711, 4712);
        using (var handle = File.OpenHandle(_file, FileMode.Open, FileAccess.ReadWrite))
        {
            LibcFiles.SetOwner(handle, _file, service);
        }

        Assert.Equal(ExitCode.Success, (await RunAsync("account", "add", "anna", "--acl", "local")).ExitCode);
        Assert.Equal(service, LibcFiles.Owner(_file));
        Assert.Equal(service, LibcFiles.Owner(_directory.File("secrets/anna")));
        Assert.Equal(service, LibcFiles.Owner(_directory.File("secrets")));
    }

    [Fact]
    public async Task A_password_file_of_the_operators_is_referred_to_and_not_touched()
    {
        var secret = _directory.Write("pbx.secret", "password");
        File.SetUnixFileMode(secret, OwnerOnly);

        var run = await RunAsync("account", "add", "pbx", "--acl", "local", "--password-file", secret);

        Assert.Equal((ExitCode.Success, ""), (run.ExitCode, run.Error));
        Assert.Contains("password: { file: pbx.secret }", await File.ReadAllTextAsync(_file), StringComparison.Ordinal);
        Assert.Equal("password", await File.ReadAllTextAsync(secret));
        Assert.False(Directory.Exists(_directory.File("secrets")));
    }

    [Fact]
    public async Task A_dry_run_shows_the_difference_and_writes_nothing()
    {
        var run = await RunAsync("account", "add", "anna", "--acl", "local", "--dry-run");

        Assert.Equal((ExitCode.Success, ""), (run.ExitCode, run.Error));
        Assert.StartsWith($"--- {_file}\n+++ {_file}\n@@ -2,10 +2,15 @@\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("\n+    password: { file: secrets/anna }\n", run.Output, StringComparison.Ordinal);
        Assert.Contains($"Would make a new password in {_directory.File("secrets/anna")}\nNote: ", run.Output, StringComparison.Ordinal);
        AssertUntouched();
    }

    [Fact]
    public async Task Json_has_all_of_it()
    {
        var wrong = await RunAsync("acl", "add-address", "local", "0.0.0.0/0", "--json");
        var run = await RunAsync("account", "add", "anna", "--acl", "local", "--json");

        using var json = JsonDocument.Parse(run.Output);
        Assert.True(json.RootElement.GetProperty("written").GetBoolean());
        var change = json.RootElement.GetProperty("changes")[0];
        Assert.Equal(("added", "accounts.anna"), (change.GetProperty("outcome").GetString(), change.GetProperty("path").GetString()));
        Assert.Equal(_directory.File("secrets/anna"), json.RootElement.GetProperty("secrets")[0].GetString());

        using var problems = JsonDocument.Parse(wrong.Output);
        Assert.Equal(ExitCode.Failed, wrong.ExitCode);
        Assert.False(problems.RootElement.GetProperty("written").GetBoolean());
        Assert.Equal("error", problems.RootElement.GetProperty("problems")[0].GetProperty("severity").GetString());
    }

    [Fact]
    public async Task Edits_at_the_same_time_are_all_made()
    {
        var runs = await Task.WhenAll(Enumerable.Range(1, 16).Select(i => Task.Run(() => i % 2 == 0
            ? RunAsync("acl", "add-address", "local", $"192.0.2.{i}")
            : RunAsync("account", "add", $"phone-{i}", "--acl", "local"))));

        Assert.All(runs, static run => Assert.Equal((ExitCode.Success, ""), (run.ExitCode, run.Error)));
        using var json = JsonDocument.Parse((await Sipedge.RunAsync("acl", "list", "--config", _file, "--json")).Output);
        Assert.Equal((9, 8), (json.RootElement[0].GetProperty("addresses").GetInt32(), json.RootElement[0].GetProperty("accounts").GetInt32()));
        Assert.Equal(["secrets", "sipedge.yaml"], Directory.EnumerateFileSystemEntries(_directory.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task An_edit_by_hand_in_the_same_moment_is_not_lost()
    {
        var saved = false;
        var result = FileEdit.Apply(
            _file,
            edits =>
            {
                edits.AddAccount("anna", null);
                if (!saved)
                {
                    saved = true;
                    File.AppendAllText(_file, "# by hand\n");
                }
            },
            dryRun: false);

        Assert.True(result.Written);
        var text = await File.ReadAllTextAsync(_file);
        Assert.EndsWith("# by hand\n", text, StringComparison.Ordinal);
        Assert.Contains("  anna:\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_never_rests_is_left_alone_and_so_is_the_password()
    {
        var refused = Assert.Throws<EditRefusedException>(() => FileEdit.Apply(
            _file,
            edits =>
            {
                edits.AddAccount("anna", null);
                File.AppendAllText(_file, "# by hand\n");
            },
            dryRun: false));

        Assert.Contains("keeps changing", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("anna", File.ReadAllText(_file), StringComparison.Ordinal);
        Assert.False(File.Exists(_directory.File("secrets/anna")));
    }

    [Fact]
    public async Task A_link_stays_a_link()
    {
        File.Move(_file, _directory.File("real.yaml"));
        File.CreateSymbolicLink(_file, "real.yaml");

        Assert.Equal(ExitCode.Success, (await RunAsync("domain", "add", "example.org")).ExitCode);
        Assert.NotNull(File.ResolveLinkTarget(_file, false));
        Assert.Contains("example.org", await File.ReadAllTextAsync(_directory.File("real.yaml")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_running_edge_is_reloaded_when_asked_and_a_refusal_of_its_is_told()
    {
        await using var server = await AdminServer.StartAsync();
        var applied = await RunAsync("domain", "add", "example.org", "--reload", "--socket", server.SocketPath);
        server.Edge.Reload = new ReloadReport(false, "Nothing was changed.", ["a.yaml:3:5: error: x"]);
        var refused = await RunAsync("domain", "add", "example.com", "--reload", "--socket", server.SocketPath, "--json");

        Assert.Equal(ExitCode.Success, applied.ExitCode);
        Assert.EndsWith("Configuration applied.\n", applied.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Failed, refused.ExitCode);
        using var json = JsonDocument.Parse(refused.Output);
        Assert.False(json.RootElement.GetProperty("reload").GetProperty("applied").GetBoolean());
    }

    [Fact]
    public async Task Without_an_edge_to_reload_the_file_is_written_all_the_same()
    {
        var run = await RunAsync("domain", "add", "example.org", "--reload");

        Assert.Equal(ExitCode.NotRunning, run.ExitCode);
        Assert.Contains($"no edge answers on {_directory.File("admin.sock")}", run.Error, StringComparison.Ordinal);
        Assert.Contains("example.org", await File.ReadAllTextAsync(_file), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lists_and_uses_are_told_with_their_lines_within_a_hundred_columns()
    {
        await RunAsync("allow", "--acl", new string('x', 60), "--address", "192.0.2.0/24", "--account", "anna", "--domain", "example.net");

        var list = await Sipedge.RunAsync("acl", "list", "--config", _file);
        var acl = await Sipedge.RunAsync("acl", "where-used", "local", "--config", _file, "--json");
        var account = await Sipedge.RunAsync("account", "where-used", "anna", "--config", _file);
        var unknown = await Sipedge.RunAsync("acl", "where-used", "locla", "--config", _file);

        Assert.InRange(list.Widest, 60, 100);
        Assert.InRange(account.Widest, 60, 100);
        Assert.Matches("local +ip +1 +0 +0 +example.net +[0-9]+", list.Output);
        Assert.Matches("domain +example.net +may be called through x+… +[0-9]+", account.Output);
        using var json = JsonDocument.Parse(acl.Output);
        Assert.Equal(["domain", "route"], json.RootElement.EnumerateArray().Select(static use => use.GetProperty("kind").GetString()));
        Assert.All(json.RootElement.EnumerateArray(), static use => Assert.True(use.GetProperty("line").GetInt32() > 0));
        Assert.Equal(ExitCode.Failed, unknown.ExitCode);
        Assert.Contains("did you mean 'local'?", unknown.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_is_among_what_an_acl_and_an_account_are_tied_to()
    {
        await RunAsync("account", "add", "anna", "--acl", "local");
        await File.WriteAllTextAsync(_file, (await File.ReadAllTextAsync(_file))
            .Replace("    addresses:\n", "    policy: strict\n    addresses:\n", StringComparison.Ordinal)
            .Replace("  anna:\n", "  anna:\n    policy: strict\n", StringComparison.Ordinal));

        Assert.Matches("policy +strict +rules the calls it admits +[1-9]", (await RunAsync("acl", "where-used", "local")).Output);
        Assert.Matches("policy +strict +rules its calls +[1-9]", (await RunAsync("account", "where-used", "anna")).Output);
    }

    private string Start() => $$"""
        version: 1
        listeners:
          - { name: udp, transport: udp, bind: "192.0.2.10:5060" }

        acls:
          local:   # this machine
            addresses:
              - 127.0.0.0/8   # all of it
        # Nobody else.

        domains:
          example.net:
            acls: [local]
            algorithms: [sha_256]
          # for now

        default_domain: example.net
        routes:
          - { from_acl: local, to: echo }
          - { to: echo }

        media: { ipv4: { address: 192.0.2.10 } }
        admin: { socket: {{_directory.File("admin.sock")}} }

        """;

    private Task<Sipedge.Outcome> RunAsync(params string[] command) => Sipedge.RunAsync([.. command, "--config", _file]);

    private void AssertUntouched()
    {
        Assert.Equal(Start(), File.ReadAllText(_file));
        Assert.Equal([_file], Directory.EnumerateFileSystemEntries(_directory.Path));
    }
}
