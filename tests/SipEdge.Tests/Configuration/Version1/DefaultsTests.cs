using System.Text.Json;
using SipEdge.Cli;
using SipEdge.Configuration;
using SipEdge.Core.Configuration;
using SipEdge.Tests.Cli;

namespace SipEdge.Tests.Configuration.Version1;

/// <summary>
/// C-21: what a configuration of version 1 does not say means today what it meant when it was written. The values stand in a file of
/// their own, so that a changed default is no slip.
/// </summary>
public sealed class DefaultsTests
{
    private const string WhatToDo =
        "A configuration of version 1 keeps what it does not say, so that no new release changes a trunk that works (C-21). To change a "
        + "default: raise EdgeOptions.CurrentVersion, let the reading of an older version write the old value where the file has none, "
        + "and give the new version a file like defaults.txt. Only keys that version 1 never had are added to this one.";

    // Every block that has defaults, and nothing in it; where a key is required it has some value.
    private const string Silent = """
        version: 1
        listeners: [{}]
        tls: { own: {}, client: {} }
        accounts: { a: { caller_id: {}, pbx: {} } }
        acls: { a: { addresses: [{}], tokens: [{}], caller_id: {} } }
        policies: { a: { hours: [{}], caller_id: {} } }
        domains: { silent: {}, full: { phones: { expires: {}, keepalive: {} } } }
        trunks:
          silent: { gateways: [{}] }
          full:
            gateways: [{}]
            tls: {}
            tls_rollout: {}
            register: {}
            auth: { ha1: {} }
            health: {}
            caller_id: {}
            headers: [{}]
            media: { srtp: {}, timeouts: {}, announcement: {} }
        groups: { g: { trunks: [{}] } }
        routes: [{ hours: [{}] }]
        numbers: { assigned: [{}] }
        media: { ipv4: {}, ipv6: {}, policy: { srtp: {}, timeouts: {}, announcement: {} } }
        """;

    private const string Trunk = """
        version: 1
        listeners:
          - { name: udp, transport: udp, bind: "192.0.2.10:5060" }
        acls: { office: { addresses: [198.51.100.0/24] } }
        domains: { sip.example.net: { acls: [office] } }
        trunks: { pbx: { gateways: [{ name: main, address: 192.0.2.20 }] } }
        routes: [{ to: pbx }]
        media: { ipv4: { address: 192.0.2.10 } }
        """;

    private const string Invite = """
        INVITE sip:0031201234567@sip.example.net SIP/2.0
        Via: SIP/2.0/UDP 198.51.100.7:5060;branch=z9hG4bKx
        Max-Forwards: 70
        From: "Anna" <sip:101@sip.example.net>;tag=1
        To: <sip:0031201234567@sip.example.net>
        Call-ID: abc
        CSeq: 1 INVITE
        Contact: <sip:101@198.51.100.7:5060>
        P-Asserted-Identity: <sip:+31205550100@sip.example.net>
        Diversion: <sip:+31205550199@sip.example.net>
        Subject: hello
        Content-Length: 0
        """;

    private const string Sent = """
        INVITE sip:0031201234567@192.0.2.20 SIP/2.0
        Max-Forwards: 69
        From: "Anna" <sip:101@192.0.2.10>;tag=explained
        To: <sip:0031201234567@192.0.2.20>
        Call-ID: explained
        CSeq: 1 INVITE
        Contact: <sip:192.0.2.10:5060>
        Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, UPDATE, PRACK
        Supported: timer
        Session-Expires: 1800
        Subject: hello

        """;

    [Fact]
    public void A_file_that_says_nothing_means_what_it_meant()
    {
        var values = new EffectiveValues();
        ConfigurationFile.LoadText(Silent, "edge.yaml", "/", effective: values);
        var now = values.All.Where(static value => value.Written is null)
            .ToDictionary(static value => value.Path, static value => value.Value ?? "none");
        var then = File.ReadLines(Path.Combine(
                ExampleFiles.Repository(), "tests", "SipEdge.Tests", "Configuration", "Version1", "defaults.txt"))
            .Where(static line => line.Length > 0 && line[0] != '#')
            .Select(static line => line.Split(" = ", 2))
            .ToDictionary(static line => line[0], static line => line[1]);

        var changed = then.Where(line => now.GetValueOrDefault(line.Key) != line.Value)
            .Select(line => $"{line.Key}: was {line.Value}, is {now.GetValueOrDefault(line.Key, "gone")}");
        var added = now.Where(line => !then.ContainsKey(line.Key)).Select(static line => $"{line.Key} = {line.Value}");
        Assert.True(!changed.Any(), $"Changed defaults:\n{string.Join('\n', changed)}\n{WhatToDo}");
        Assert.True(!added.Any(), $"Not in defaults.txt yet:\n{string.Join('\n', added)}\n{WhatToDo}");
    }

    /// <summary>Some defaults follow from other values only when a call is placed: these are what leaves.</summary>
    [Fact]
    public async Task A_trunk_that_says_nothing_sends_what_it_sent()
    {
        using var scratch = new ScratchDirectory();
        var run = await Sipedge.RunAsync(
            "explain", "-c", scratch.Write("sipedge.yaml", Trunk), "--from", "198.51.100.7", "--json", scratch.Write("invite.txt", Invite));

        Assert.Equal((ExitCode.Success, ""), (run.ExitCode, run.Error));
        using var json = JsonDocument.Parse(run.Output);
        var gateway = json.RootElement.GetProperty("gateways")[0];
        Assert.True(
            Sent.ReplaceLineEndings("\n") == gateway.GetProperty("message").GetString()!.ReplaceLineEndings("\n"),
            $"{gateway.GetProperty("message")}\n{WhatToDo}");
        Assert.Equal(
            ("192.0.2.20:5060", "udp", "RTP; every codec; digits rfc4733"),
            (gateway.GetProperty("address").GetString(), gateway.GetProperty("transport").GetString(), gateway.GetProperty("media").GetString()));
    }

    [Fact]
    public void A_version_that_is_not_known_is_not_guessed_at()
    {
        Assert.Equal(1, EdgeOptions.CurrentVersion);
        var problems = ConfigurationFile.LoadText(
            Trunk.Replace("version: 1", "version: 2", StringComparison.Ordinal), "edge.yaml", "/").Problems;
        Assert.Equal("version", Assert.Single(problems, problem => problem.Severity == ProblemSeverity.Error).Path);
    }
}
