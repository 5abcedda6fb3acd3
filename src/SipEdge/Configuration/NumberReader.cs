using SipEdge.Core.Configuration;

namespace SipEdge.Configuration;

/// <summary>Keys of numbers: the ones that are never rewritten, the ones that are ours, and a trunk's way to write them.</summary>
internal static class NumberReader
{
    public static SpecialNumberOptions ReadSpecial(MapReader reader) => new()
    {
        ShortCodes = reader.Texts("short_codes"),
        Emergency = reader.Texts("emergency"),
        Assigned = reader.List("assigned", ReadAssigned),
    };

    public static NumberOptions Read(MapReader reader) => new()
    {
        Country = reader.Text("country"),
        NationalPrefix = reader.Text("national_prefix"),
        InternationalPrefix = reader.Text("international_prefix"),
        Out = reader.Object("out", ReadOut, new NumberFormatOptions()),
        In = reader.Object("in", ReadFormats, new NumberFormatOptions()),
        TechPrefix = reader.Text("tech_prefix"),
        DefaultNumber = reader.Text("default_number"),
    };

    private static AssignedNumberOptions ReadAssigned(MapReader reader) => new()
    {
        Numbers = reader.Texts("numbers"),
        Strip = reader.Int("strip", 0),
        Prepend = reader.Text("prepend") ?? string.Empty,
        To = reader.RequiredText("to"),
    };

    private static NumberFormatOptions ReadOut(MapReader reader) =>
        ReadFormats(reader) with { To = reader.OptionalChoice("to", ConfigNames.NumberFormats) };

    // Without To: what is called stands in the Request-URI, and nothing of the edge reads the To it is sent.
    private static NumberFormatOptions ReadFormats(MapReader reader) => new()
    {
        Default = reader.Choice("default", ConfigNames.NumberFormats, NumberFormat.AsIs),
        RequestUri = reader.OptionalChoice("request_uri", ConfigNames.NumberFormats),
        From = reader.OptionalChoice("from", ConfigNames.NumberFormats),
        Asserted = reader.OptionalChoice("pai", ConfigNames.NumberFormats),
        Preferred = reader.OptionalChoice("ppi", ConfigNames.NumberFormats),
        RemoteParty = reader.OptionalChoice("rpid", ConfigNames.NumberFormats),
        Diversion = reader.OptionalChoice("diversion", ConfigNames.NumberFormats),
    };
}
