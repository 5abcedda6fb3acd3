using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using SipEdge.Admin;
using SipEdge.Configuration.Editing;
using SipEdge.Core.Configuration;
using SipEdge.Files;

namespace SipEdge.Cli;

/// <summary>
/// <c>sipedge token rotate</c>: a new token beside the old one, which stays valid for a while. Standard output has the new token
/// and nothing else, once; it is shown nowhere again.
/// </summary>
internal static class TokenRotateVerb
{
    private static readonly TimeSpan LongestOverlap = TimeSpan.FromDays(365);

    public static Command Create(Terminal terminal)
    {
        var sid = new Argument<string>("sid") { Description = "The SID of the token" };
        var overlap = new Option<string>("--overlap")
        {
            Description = "How long the old token stays valid; 0 ends it now",
            DefaultValueFactory = static _ => "24h",
            HelpName = "duration",
        };
        var force = new Option<bool>("--force") { Description = "Also while an older token is still valid, which ends that one" };
        var revoke = new Option<bool>("--revoke-old") { Description = "Make no new token: only end the old one now" };
        var config = SharedOptions.Config();
        var json = SharedOptions.Json();
        var socket = SharedOptions.Socket();
        var verb = new Verb(
            "rotate",
            "Make a new token, keep the old one valid for a while, have a running edge take both. Prints the new token, once",
            "sipedge token rotate pbx-7",
            "sipedge token rotate pbx-7 --overlap 7d > token-for-the-customer",
            "sipedge token rotate pbx-7 --revoke-old")
        {
            sid, overlap, force, revoke, config, json, socket,
        };
        verb.SetAction(async (parsed, stop) =>
        {
            try
            {
                if (ConfigurationView.Read(terminal, parsed.GetValue(config)) is not { } view)
                {
                    return ExitCode.Failed;
                }

                var report = Change(
                    view,
                    parsed.GetValue(sid)!,
                    Duration(parsed.GetValue(overlap)!),
                    parsed.GetValue(force),
                    parsed.GetValue(revoke));
                using var client = SharedOptions.Client(parsed.GetValue(socket), view.Options);
                return parsed.GetValue(json)
                    ? await TellJsonAsync(terminal, client, report, stop).ConfigureAwait(false)
                    : await TellAsync(terminal, client, report, stop).ConfigureAwait(false);
            }
            catch (Exception e) when (e is EditRefusedException or UnauthorizedAccessException)
            {
                await terminal.Error.WriteLineAsync($"sipedge: {e.Message}").ConfigureAwait(false);
                return ExitCode.Failed;
            }
        });
        return verb;
    }

    private static TokenRotatedReport Change(ConfigurationView view, string sid, TimeSpan overlap, bool force, bool revoke)
    {
        var (path, reference) = Find(view, sid);
        if (reference.Kind != SecretKind.File)
        {
            throw new EditRefusedException(
                $"{view.File}:{view.Line(path)}: the token of {sid} is in {reference}, which is not for a command to change; "
                + "put it into a file and write token: { file: PATH }");
        }

        if (revoke)
        {
            TokenRotation.RevokeOld(reference.Name);
            return new TokenRotatedReport(sid, null, reference.Name, null, null, null);
        }

        var rights = FileRights.Of(view.File!).OfSecret();
        var (token, file) = TokenRotation.Rotate(reference.Name, rights, overlap, force, TimeProvider.System.GetUtcNow());
        return new TokenRotatedReport(sid, token, reference.Name, file.Since, file.Until, null);
    }

    private static (string Path, SecretReference Reference) Find(ConfigurationView view, string sid)
    {
        var tokens = TokenListVerb.Tokens(view).ToList();
        var found = tokens.Find(token => token.Token.Sid == sid);
        if (found.Token is null)
        {
            var suggestion = NearestName.Find(sid, tokens.Select(static token => token.Token.Sid));
            throw new EditRefusedException(
                $"there is no token with the SID '{sid}'"
                + (suggestion is null ? string.Empty : $"; did you mean '{suggestion}'?"));
        }

        return (found.Path, found.Token.Token ?? throw new EditRefusedException(
            $"{view.File}:{view.Line(found.Path)}: the token of {sid} is missing; write token: {{ file: PATH }} first"));
    }

    private static TimeSpan Duration(string text) =>
        DurationText.TryParse(text, out var duration) && duration <= LongestOverlap
            ? duration
            : throw new EditRefusedException($"'{text}' is not an overlap; expected 0 to 365d, as in 30m, 24h, 7d");

    private static async Task<int> TellAsync(
        Terminal terminal, AdminClient client, TokenRotatedReport report, CancellationToken stop)
    {
        if (report.Token is { } token)
        {
            await terminal.Output.WriteLineAsync(token).ConfigureAwait(false);
        }

        await terminal.Error.WriteLineAsync(report switch
        {
            { Token: null } => $"Only the newest token of {report.Sid} is in {report.File}.",
            { PreviousUntil: { } until } => $"Wrote {report.File}. The old token is valid until {TokenFile.Text(until)}; "
                + "give the new one to the peer until then.",
            _ => $"Wrote {report.File}. Only the new token is valid.",
        }).ConfigureAwait(false);
        try
        {
            var reload = await client.PostAsync("reload", AdminJson.Default.ReloadReport, stop).ConfigureAwait(false);
            return await ReloadVerb.TellAsync(terminal, terminal.Error, reload).ConfigureAwait(false);
        }
        catch (EdgeNotRunningException e)
        {
            // Read at the next start: nothing is lost.
            await terminal.Error.WriteLineAsync($"Not reloaded: {e.Message}").ConfigureAwait(false);
            return ExitCode.Success;
        }
    }

    private static async Task<int> TellJsonAsync(
        Terminal terminal, AdminClient client, TokenRotatedReport report, CancellationToken stop)
    {
        ReloadReport? reload = null;
        try
        {
            reload = await client.PostAsync("reload", AdminJson.Default.ReloadReport, stop).ConfigureAwait(false);
        }
        catch (EdgeNotRunningException e)
        {
            await terminal.Error.WriteLineAsync($"Not reloaded: {e.Message}").ConfigureAwait(false);
        }

        await terminal.Output.WriteLineAsync(JsonSerializer.Serialize(
            report with { Reload = reload }, TokenRotatedJson.Default.TokenRotatedReport)).ConfigureAwait(false);
        return reload is { Applied: false } ? ExitCode.Failed : ExitCode.Success;
    }
}

/// <summary>Token: the new one, unless only the old one was ended. Reload: unless no edge answered.</summary>
internal sealed record TokenRotatedReport(
    string Sid, string? Token, string File, DateTimeOffset? Since, DateTimeOffset? PreviousUntil, ReloadReport? Reload);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TokenRotatedReport))]
internal sealed partial class TokenRotatedJson : JsonSerializerContext;
