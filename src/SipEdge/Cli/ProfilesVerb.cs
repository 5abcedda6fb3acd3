using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using SipEdge.Configuration;
using SipEdge.Core.Configuration;

namespace SipEdge.Cli;

/// <summary><c>sipedge profiles</c>: the kinds of trunks that come with values, and what those are.</summary>
internal static class ProfilesVerb
{
    public static Command Create(Terminal terminal)
    {
        var name = new Argument<string?>("profile")
        {
            Description = "name@version, or a name for its newest version: print the file",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var json = SharedOptions.Json();
        var verb = new Verb(
            "profiles",
            "List the profiles that a trunk may name, or print one",
            "sipedge profiles",
            "sipedge profiles cucm-secure@1")
        {
            name, json,
        };
        verb.SetAction(parsed => parsed.GetValue(name) is { } wanted
            ? Print(terminal, wanted)
            : List(terminal, parsed.GetValue(json)));
        return verb;
    }

    private static int Print(Terminal terminal, string wanted)
    {
        var found = TrunkProfiles.All.FirstOrDefault(profile => profile.FullName == wanted) ?? TrunkProfiles.Newest(wanted);
        if (found is null)
        {
            var nearest = NearestName.Find(wanted, TrunkProfiles.All.SelectMany(
                static profile => new[] { profile.FullName, profile.Name }));
            terminal.Error.WriteLine(
                $"sipedge: there is no profile '{wanted}'{(nearest is null ? string.Empty : $"; did you mean '{nearest}'?")}");
            return ExitCode.Failed;
        }

        terminal.Output.Write(found.Text);
        return ExitCode.Success;
    }

    private static int List(Terminal terminal, bool json)
    {
        if (json)
        {
            terminal.Output.WriteLine(JsonSerializer.Serialize(
                [.. TrunkProfiles.All.Select(static profile => new ProfileReport(
                    profile.Name, profile.Version, profile.FullName, profile.Description))],
                ProfileJson.Default.IReadOnlyListProfileReport));
            return ExitCode.Success;
        }

        var table = new TextTable(("Profile", 26), ("For", 69));
        foreach (var profile in TrunkProfiles.All)
        {
            table.Add(profile.FullName, profile.Description);
        }

        table.Print(terminal);
        return ExitCode.Success;
    }
}

internal sealed record ProfileReport(string Name, int Version, string Profile, string Description);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(IReadOnlyList<ProfileReport>))]
internal sealed partial class ProfileJson : JsonSerializerContext;
