using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SipEdge.Cli;

/// <summary>
/// One place where an object is used, or that it uses. Kind: "domain", "route", "trunk", "policy", "account" or "acl".
/// </summary>
internal sealed record UseReport(string Kind, string Name, string How, int Line)
{
    public static int Tell(Terminal terminal, string what, IReadOnlyList<UseReport> uses, bool json)
    {
        if (json)
        {
            terminal.Output.WriteLine(JsonSerializer.Serialize(uses, UseJson.Default.IReadOnlyListUseReport));
        }
        else if (uses.Count == 0)
        {
            terminal.Output.WriteLine($"{what} is used nowhere.");
        }
        else
        {
            var table = new TextTable(("Kind", 8), ("Name", 38), ("How", 34), ("Line", 6));
            foreach (var use in uses)
            {
                table.Add(use.Kind, use.Name, use.How, use.Line.ToString(CultureInfo.InvariantCulture));
            }

            table.Print(terminal);
        }

        return ExitCode.Success;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(IReadOnlyList<UseReport>))]
internal sealed partial class UseJson : JsonSerializerContext;
