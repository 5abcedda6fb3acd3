using System.Text.Json.Serialization;
using SipEdge.Core.Phones;

namespace SipEdge.Hosting;

/// <summary>The file of registered phones.</summary>
/// <param name="Version">Of its form: another is not read.</param>
/// <param name="Saved">When it was written.</param>
/// <param name="Phones">Every contact.</param>
internal sealed record PhoneSnapshot(int Version, DateTimeOffset Saved, IReadOnlyList<SavedPhone> Phones)
{
    public const int CurrentVersion = 1;
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(PhoneSnapshot))]
internal sealed partial class PhoneSnapshotJson : JsonSerializerContext;
