using SipEdge.Core.Configuration;

namespace SipEdge.Configuration;

/// <summary>Keys that accounts, ACLs and trunks have in common.</summary>
internal static class CallerReader
{
    public static CallerOptions Read(MapReader reader) => new()
    {
        CallerId = ReadCallerId(reader),
        OwnedNumbers = reader.Texts("owned_numbers"),
        Policy = reader.Text("policy"),
    };

    public static CallerIdOptions? ReadCallerId(MapReader reader) => reader.ChoiceOrObject(
        "caller_id",
        ConfigNames.CallerId,
        mode => new CallerIdOptions { Mode = mode },
        force => new CallerIdOptions { Mode = CallerIdMode.Force, Number = force.RequiredText("force") });
}
