using System.Text.Json;
using System.Text.Json.Serialization;

namespace SipEdge.Doctor;

/// <summary>Members of an enumeration as configuration and records write them: name_mismatch.</summary>
internal sealed class SnakeCase<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower)
    where T : struct, Enum
{
    public static string Of(T value) => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
