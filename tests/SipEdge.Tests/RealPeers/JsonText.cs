using System.Text.Json;

namespace SipEdge.Tests.RealPeers;

internal static class JsonText
{
    /// <summary>A text property; null when the object has none of that name.</summary>
    public static string? Text(this JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) ? value.GetString() : null;
}
