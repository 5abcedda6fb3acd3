using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using SipEdge.Admin;
using SipEdge.Configuration.Editing;
using SipEdge.Core.Configuration;

namespace SipEdge.Cli;

/// <summary>
/// <c>sipedge token list</c>: the tokens of a configuration, and when a running edge last saw each. Never a token itself.
/// </summary>
internal static class TokenListVerb
{
    public static Command Create(Terminal terminal)
    {
        var config = SharedOptions.Config();
        var json = SharedOptions.Json();
        var socket = SharedOptions.Socket();
        var verb = new Verb(
            "list",
            "List the header tokens: when each was made, until when the one before it is valid, when they were last used",
            "sipedge token list",
            "sipedge token list --json | jq -r '.[] | select(.last_used == null).sid'")
        {
            config, json, socket,
        };
        verb.SetAction(async (parsed, stop) =>
        {
            try
            {
                if (ConfigurationView.Read(terminal, parsed.GetValue(config)) is not { } view)
                {
                    return ExitCode.Failed;
                }

                var used = await UsedAsync(parsed.GetValue(socket), view, stop).ConfigureAwait(false);
                var tokens = Tokens(view).Select(token => Read(view, token.Acl, token.Path, token.Token, used)).ToList();
                if (parsed.GetValue(json))
                {
                    var text = JsonSerializer.Serialize(tokens, TokenListJson.Default.IReadOnlyListTokenListReport);
                    await terminal.Output.WriteLineAsync(text).ConfigureAwait(false);
                }
                else
                {
                    Print(terminal, tokens, withUse: used is not null);
                }

                return ExitCode.Success;
            }
            catch (Exception e) when (e is EditRefusedException or UnauthorizedAccessException)
            {
                await terminal.Error.WriteLineAsync($"sipedge: {e.Message}").ConfigureAwait(false);
                return ExitCode.Failed;
            }
        });
        return verb;
    }

    /// <summary>Every token of the configuration with its ACL and its path.</summary>
    public static IEnumerable<(string Acl, string Path, TokenOptions Token)> Tokens(ConfigurationView view)
    {
        foreach (var (acl, options) in view.Options.Acls)
        {
            for (var i = 0; i < options.Tokens.Length; i++)
            {
                yield return (acl, string.Create(CultureInfo.InvariantCulture, $"acls.{acl}.tokens[{i}]"), options.Tokens[i]);
            }
        }
    }

    /// <summary>Null when no edge runs.</summary>
    private static async Task<Dictionary<string, TokenReport>?> UsedAsync(
        string? socket, ConfigurationView view, CancellationToken stop)
    {
        using var client = SharedOptions.Client(socket, view.Options);
        try
        {
            var reports = await client.GetAsync("tokens", AdminJson.Default.IReadOnlyListTokenReport, stop).ConfigureAwait(false);
            return reports.ToDictionary(static report => report.Sid, StringComparer.Ordinal);
        }
        catch (EdgeNotRunningException)
        {
            return null;
        }
    }

    private static TokenListReport Read(
        ConfigurationView view, string acl, string path, TokenOptions token, Dictionary<string, TokenReport>? used)
    {
        var file = token.Token is { Kind: SecretKind.File, Name: var name } ? TokenRotation.Read(name) : null;
        var use = used?.GetValueOrDefault(token.Sid);
        return new TokenListReport(
            token.Sid, acl, token.Token?.ToString(), file?.Since, file?.Until, use?.LastUsed, use?.PreviousLastUsed,
            view.Options.Acls[acl].AllowCleartextToken, view.Line(path));
    }

    private static void Print(Terminal terminal, List<TokenListReport> tokens, bool withUse)
    {
        if (tokens.Count == 0)
        {
            terminal.Output.WriteLine("No tokens.");
            return;
        }

        List<(string Title, int Width, Func<TokenListReport, string> Cell)> columns =
        [
            ("SID", withUse ? 20 : 38, static token => token.Sid),
            ("ACL", 12, static token => token.Acl),
            ("Made", 16, static token => Time(token.Since)),
            ("Old one until", 16, static token => Time(token.PreviousUntil)),
            ("Clear", 5, static token => token.CleartextAllowed ? "yes" : "no"),
        ];
        if (withUse)
        {
            columns.Add(("Last used", 16, static token => Time(token.LastUsed)));
        }

        var table = new TextTable([.. columns.Select(static column => (column.Title, column.Width))]);
        foreach (var token in tokens)
        {
            table.Add([.. columns.Select(column => column.Cell(token))]);
        }

        table.Print(terminal);
    }

    private static string Time(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? "-";
}

/// <summary>LastUsed: by the running edge, since it started. In: where the token is kept.</summary>
internal sealed record TokenListReport(
    string Sid,
    string Acl,
    string? In,
    DateTimeOffset? Since,
    DateTimeOffset? PreviousUntil,
    DateTimeOffset? LastUsed,
    DateTimeOffset? PreviousLastUsed,
    bool CleartextAllowed,
    int Line);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IReadOnlyList<TokenListReport>))]
internal sealed partial class TokenListJson : JsonSerializerContext;
